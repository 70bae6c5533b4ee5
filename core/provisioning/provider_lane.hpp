// ProviderLane: all work with one provider. It takes from its agenda what is to be
// done, does it with at most `max_calls` calls at a time, and reports what came of it
// as commands of its own through the ledger. One lane never waits for another.
//
// What is to be done is told by committed events, and at start by the state, so it
// is the same after a crash: an open launch is called again with its token, a machine
// that is to be given back is terminated, what lives is watched (P6).
//
// Thread-safe. Its threads are the only callers of the provider. Owned by shared_ptr: what
// it has told the ledger may be answered when nobody needs the lane any more.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/bus/command_bus.hpp"
#include "core/figures/daemon_status.hpp"
#include "core/pacing/backoff.hpp"
#include "core/pacing/circuit_breaker.hpp"
#include "core/pacing/rate_limit.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/ports/log.hpp"
#include "core/ports/provider.hpp"
#include "core/provisioning/agenda.hpp"
#include "core/read_models/read_models.hpp"

namespace hf {

class ProviderLane : public std::enable_shared_from_this<ProviderLane> {
public:
    struct Dependencies {
        const Clock& clock;
        IdSource& ids;
        const Codec& codec;
        Ledger& ledger;
        const ReadModels& models;
        Log& log;
        std::string site;  // the store's id: marks machines as ours
    };

    ProviderLane(ProviderName name, std::shared_ptr<Provider> provider, const LaneSettings& settings,
                 Dependencies dependencies);
    ~ProviderLane() { stop(); }
    ProviderLane(const ProviderLane&) = delete;
    ProviderLane& operator=(const ProviderLane&) = delete;

    // Before start(): what the state says is unfinished here.
    void take_up(const State& state);
    void start();
    // Begins nothing more; waits for the calls under way, and until what they came to is decided.
    void stop();

    // A committed event that concerns this provider; the state has it already.
    void apply(const Event& event, const State& state);

    // Something else has happened to a request: it may be short of machines here, or not be asked for here any more.
    void reconsider(const RequestId& id, const State& state);

    [[nodiscard]] Counters counters() const;

private:
    using Time = Agenda::Time;
    struct Applying;

    void run();
    void want_launch_if_short(const State& state, const RequestId& id);

    void perform(const task::Expire& expire);
    void perform(const task::Check& check);
    void perform(const task::Terminate& terminate);
    void perform(const task::Order& order);
    void perform(const task::Validate& validate);
    void perform(const task::Launch& launch);
    void perform(const task::Begin& begin);
    void perform(const task::Sweep& sweep);
    void perform(const task::Poll& poll);
    void perform(const task::Forget& forget);

    // To the log.
    void tell_of(const std::vector<ProviderMachine>& orphans);
    // Does with them what the site has set.
    [[nodiscard]] OrphanOutcome deal_with(const std::vector<ProviderMachine>& orphans);

    [[nodiscard]] LaunchResult launch_or_find(const Request& request, const std::optional<Template>& tmpl,
                                              bool repeated);
    // Notes whether the provider answers; puts on record when that is otherwise than the record says.
    void note(const std::optional<ProviderError>& error);
    void record_health(const std::string& complaint);
    void record_on_their_way(const std::vector<MachineId>& ids, MachineStatus status);
    // A command of our own. `then` hears whether it was accepted, after it is on the disk.
    template <class C>
    void record(C command, std::function<void(bool accepted)> then = {});
    [[nodiscard]] Time after_backoff(std::uint32_t failures);
    // When machines that were told something are told again, if they have not obeyed by then; counts
    // the failures in a row.
    [[nodiscard]] Time tell_again_at(bool answered, std::uint32_t& failures);

    const ProviderName name_;
    const std::shared_ptr<Provider> provider_;
    const LaneSettings settings_;
    const Dependencies with_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    Agenda agenda_;
    Backoff backoff_;
    CircuitBreaker breaker_;
    RateLimit rate_;
    std::unordered_map<RequestId, std::uint32_t> unanswered_;  // launch calls in a row that brought no answer
    std::unordered_set<RequestId> maybe_called_;           // open launches whose token the provider may know already
    std::unordered_map<RequestId, std::string> problems_;  // what the last of them said
    std::uint32_t failed_terminations_ = 0;                // in a row
    std::uint32_t failed_orders_ = 0;                      // in a row
    std::unordered_set<std::string> reported_;  // orphans that the last comparison told of; by one sweep at a time
    ProviderHealth health_on_record_{};
    bool recording_health_ = false;  // one at a time, so that they are recorded in their order
    Counters counters_;
    std::vector<std::thread> threads_;
};

}  // namespace hf
