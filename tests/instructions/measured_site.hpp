// MeasuredSite: what a command goes through between its bytes and its reply's, and a query likewise, in one thread,
// with a store in memory. What is left out is what the kernel does: sockets, threads and the disk.
//
//     MeasuredSite site;
//     site.command(site.message_of(create_request(1)));    // the reply is checked to be ok
//     site.query(site.message_of(GetRequest{{id}}));
//
// Used by one thread. A reply that is not ok throws std::logic_error.
#pragma once

#include "core/bus/query_bus.hpp"
#include "core/pipeline/command_pipeline.hpp"
#include "core/pipeline/committer.hpp"
#include "tests/unit/support/facts.hpp"
#include "tests/unit/support/in_memory_event_store.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::instructions {

class MeasuredSite final : private EventPublisher {
public:
    // Begins with a provider "local" and a template "small" without a limit.
    MeasuredSite();

    // A command or query with an id of its own, encoded in its envelope.
    template <class M>
    [[nodiscard]] std::string message_of(const M& message) {
        QueryEnvelope envelope;
        envelope.v = protocol_version;
        envelope.id = {ids_.next()};
        envelope.type = M::describe.name;
        envelope.body.msgpack = codec_.encode(message);
        return codec_.encode(envelope);
    }

    void command(std::string message);
    void query(std::string_view message) const;

    [[nodiscard]] RequestId a_request() const;
    // Every event, as the store has it.
    [[nodiscard]] std::vector<RecordedEvent> history() const;
    [[nodiscard]] const Codec& codec() const { return codec_; }

private:
    void check(std::string_view reply) const;
    void publish(std::vector<RecordedEvent>) override {}

    testing::ManualClock clock_;
    testing::CountingIds ids_;
    MsgpackCodec codec_;
    Limits limits_;
    ProviderTypes types_ = testing::in_memory_types();
    testing::InMemoryEventStore store_;
    CommitQueue queue_;
    Ledger ledger_;
    ReadModels models_;
    Committer committer_;
    const AccessControl access_;
    CommandBus commands_{codec_};
    CommandPipeline pipeline_;
    QueryBus queries_;
};

}  // namespace hf::instructions
