// Front: where clients reach the daemon: the sockets of commands and queries, and the workers
// behind them. It answers from its construction on.
//
//     Front front(parts);
//     front.drain();       // refuses new commands; those that were accepted are decided
//     front.stop(linger);  // after the committer has answered them
//
// drain() and stop() by one thread; the figures by any. Errors: std::runtime_error from the
// constructor, with the endpoint and the reason.
#pragma once

#include "adapters/zeromq/command_server.hpp"
#include "adapters/zeromq/query_server.hpp"
#include "core/bus/query_bus.hpp"
#include "core/pipeline/command_pipeline.hpp"
#include "daemon/configuration.hpp"
#include "daemon/trust.hpp"

namespace hf {

class Front {
public:
    struct Dependencies {
        const Configuration& configuration;
        zmq::context_t& context;
        const Clock& clock;
        const Codec& codec;
        const AccessControl& access;
        const Trust& trust;
        const CommandBus& commands;
        const QueryBus& queries;
        Ledger& ledger;
        Committer& committer;
        CommandObserver* observer;  // may be null
        RefusalLog& refusals;
        const StoreRoom& room;
    };

    explicit Front(const Dependencies& dependencies);

    void drain() { pipeline_.drain(); }
    void stop(std::chrono::milliseconds linger);

    [[nodiscard]] const CommandPipeline& pipeline() const { return pipeline_; }
    [[nodiscard]] const CommandServer& commands() const { return commands_; }
    [[nodiscard]] const QueryServer& queries() const { return queries_; }

private:
    CommandPipeline pipeline_;
    CommandServer commands_;
    QueryServer queries_;
};

}  // namespace hf
