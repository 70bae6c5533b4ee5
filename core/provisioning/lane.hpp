// Lane: all work with one provider. It keeps the agenda in agreement with the state, says which calls are to be made
// now, and makes commands of their results. It has no thread, no lock and no clock, and makes no call itself:
//
//     Lane lane(name, settings, site, seed, codec, log);
//     lane.look_at_all(state, now);                          // what the state says is unfinished
//     auto [calls, commands, next] = lane.step(state, now);  // after anything below, and at `next`
//     for (auto& call : calls) commands = lane.taken(perform(provider, call), state, now);
//     for (auto& command : commands)
//         if (command.ends) lane.decided(*command.ends, accepted, state, now);  // once it is committed
//     lane.look(touched, state, now);                                           // after each commit
//
// What is to be done is a function of the committed state (to_do.hpp), so it is the same after a crash: an open launch
// is called again with its token, a machine that is to be given back is terminated, what lives is watched (P6). The
// lane remembers only what no event says: when a thing is due again, and which launches may have been called already.
//
// `state` is the committed state, which the commands that were decided before are part of. Not thread-safe.
#pragma once

#include <deque>
#include <unordered_set>

#include "core/containers/partitioned_map.hpp"
#include "core/domain/rules/decision.hpp"
#include "core/figures/lane_counts.hpp"
#include "core/pacing/circuit_breaker.hpp"
#include "core/pacing/rate_limit.hpp"
#include "core/ports/log.hpp"
#include "core/provisioning/agenda.hpp"
#include "core/provisioning/commands/record_audit.hpp"
#include "core/provisioning/comparison.hpp"
#include "core/provisioning/lane_calls.hpp"
#include "core/read_models/touched.hpp"

namespace hf {

// A command of the lane to the ledger: a launch is begun, or a call has a result.
struct LaneCommand {
    std::string_view name;
    Decide decide;
    std::optional<Task> ends{};  // the lane has to know what was decided
};

class Lane {
public:
    using Commands = std::vector<LaneCommand>;

    // `site` marks machines as ours; `seed` is for the jitter of backoffs.
    Lane(ProviderName name, const LaneSettings& settings, std::string site, std::uint64_t seed, const Codec& codec,
         Log& log);

    // Looks at everything that is open or lives here. A launch that is open may have been called already.
    void look_at_all(const State& state, const Moment& now);
    // Looks at what may have changed, also if it belongs to another provider by now. Idempotent.
    void look(const Touched& touched, const State& state, const Moment& now);

    struct Step {
        std::vector<Call> calls;  // no more than keep `max_calls` under way
        Commands commands;
        Agenda::Time next;  // when there may be more to do, if nothing happens
    };
    [[nodiscard]] Step step(const State& state, const Moment& now);
    [[nodiscard]] Commands taken(CallResult result, const State& state, const Moment& now);
    // A command that was not accepted is tried again, after a while, if the state still wants it. Not called after a
    // failure of the store, since then it is not known what is recorded.
    void decided(const Task& ends, bool accepted, const State& state, const Moment& now);

    [[nodiscard]] LaneCounts counts() const;
    [[nodiscard]] const Agenda& agenda() const { return agenda_; }

private:
    // A recorded launch, for as long as it is open.
    struct OpenLaunch {
        std::string token;
        bool maybe_called = false;     // the provider may know the token already
        std::uint32_t unanswered = 0;  // calls in a row that brought no answer
        std::string problem;           // what the last of them said
    };
    // A sweep or an audit that is under way.
    struct Comparing {
        Task task;
        Books books;
        RecordAudit audit;
    };
    // How long no launch of a template is begun, since its machines have failed before they ran.
    struct Brake {
        std::uint32_t failed_starts = 0;
        Agenda::Time until{};
    };
    // What the parts of a poll have shown so far.
    struct Looked {
        bool answered = false;
        std::vector<MachineId> missing;
        std::size_t lost = 0;    // how many of these were expected to be there
        std::size_t unseen = 0;  // expected, and in a part that brought no machines
        std::size_t expected = 0;
    };
    struct Making;
    struct Taking;

    void look(const RequestId& id, const State& state, const Moment& now);
    void look(const MachineId& id, const State& state, const Moment& now);
    void look(const TemplateId& id, const State& state, const Moment& now);
    void look(std::monostate provider, const State& state, const Moment& now);
    // Updates the circuit breaker and what is refused; records a change of health if the recorded health is now wrong.
    void note(const CallResult& result, const State& state, const Moment& now, Commands& commands);
    void note_refusals(TaskKind kind, const std::optional<ProviderError>& error);
    // The health, and what the provider complains of.
    struct Health {
        ProviderHealth is{};
        std::string why;
    };
    [[nodiscard]] Health health_after(const std::optional<ProviderError>& error) const;
    void report_orphans(const std::vector<ProviderMachine>& orphans);
    [[nodiscard]] bool held(const State& state) const;
    [[nodiscard]] bool quarantined(const State& state) const;
    // Whether so many machines that are missing of so many at once are more than what may happen in operation.
    [[nodiscard]] bool is_sudden(std::size_t missing, std::size_t of) const;
    // When a launch of the request may be begun.
    [[nodiscard]] Agenda::Time brake_of(const Request& request, const State& state, const Moment& now);

    const ProviderName name_;
    const LaneSettings settings_;
    const std::string site_;
    const Codec& codec_;
    Log& log_;

    std::chrono::steady_clock::time_point began_{};
    Agenda agenda_;
    CircuitBreaker breaker_;
    RateLimit rate_;
    std::uint32_t calls_under_way_ = 0;
    PartitionedMap<RequestId, OpenLaunch> open_launches_;
    std::unordered_map<TemplateId, Brake> brakes_;
    std::array<std::uint32_t, task_kinds> failed_{};  // in a row
    // A call that was refused for several machines is made again in parts, until it is known which of them is refused.
    std::deque<Call> parts_;  // that wait, and what follows a comparison
    std::array<std::uint32_t, task_kinds> other_parts_{};
    std::array<std::uint32_t, task_kinds> refused_in_a_row_{};  // single machines
    std::unordered_map<MachineId, std::uint32_t> refusals_;     // machines whose call is tried again, and how often
    Looked looked_;                                             // of the poll that is under way
    std::unordered_set<MachineId> missed_;                      // their provider did not know them when last asked
    std::optional<Comparing> comparing_;
    std::unordered_set<std::string> reported_orphans_;  // by the last comparison
    // What the provider refuses to us, by the kind of call; empty: that kind is not refused. One that succeeds says
    // nothing of the others, unless it is our credentials that were refused.
    struct Refusal {
        std::string words;
        bool of_credentials = false;
    };
    std::array<Refusal, task_kinds> refused_{};
    bool recording_health_ = false;
    std::optional<bool> launches_;  // whether the provider does, when it was last looked at
    bool quarantined_ = false;      // likewise
    LaneCounts counts_;
};

}  // namespace hf
