// How a lane turns the results of its calls into commands.
#include <algorithm>

#include "core/bus/command_bus.hpp"
#include "core/provisioning/commands/record_belief.hpp"
#include "core/provisioning/commands/record_failed_order.hpp"
#include "core/provisioning/commands/record_hold.hpp"
#include "core/provisioning/commands/record_launch.hpp"
#include "core/provisioning/commands/record_machines.hpp"
#include "core/provisioning/commands/record_provider_check.hpp"
#include "core/provisioning/commands/record_provider_health.hpp"
#include "core/provisioning/commands/record_template_check.hpp"
#include "core/provisioning/commands/record_unsettled_launch.hpp"
#include "core/provisioning/lane.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

// After this time a machine that has not changed as ordered is ordered again.
constexpr auto order_again_after = 30s;

// After so many machines in a row that are refused one by one, what is refused is no single machine.
constexpr std::uint32_t most_refused_in_a_row = 8;

bool is_power(TaskKind kind) { return kind == TaskKind::stop || kind == TaskKind::start; }

// The status that a machine shows from when its provider was asked for the change until the change is seen.
MachineStatus on_the_way(TaskKind kind) {
    if (!is_power(kind)) return MachineStatus::shutting_down;
    return kind == TaskKind::stop ? MachineStatus::stopping : MachineStatus::launching;
}

bool no_answer(const std::optional<ProviderError>& error) {
    return error && error->kind == ProviderErrorKind::unreachable;
}

// True where the provider has answered, and would not do it. Throttling says nothing of what was asked for.
bool is_refusal(const std::optional<ProviderError>& error) {
    return error && error->kind != ProviderErrorKind::unreachable && error->kind != ProviderErrorKind::throttled;
}

std::string message_of(const std::optional<ProviderError>& error) { return error ? error->message : std::string{}; }

}  // namespace

struct Lane::Taking {
    Lane& lane;
    CallResult& result;
    const State& state;
    const Moment& now;
    Commands& commands;
    const Task& task = result.call.task;
    const std::optional<ProviderError>& error = result.error;

    void take() {
        using enum TaskKind;
        switch (task.kind) {
            case launch: return take_launch();
            case check: return take_check();
            case validate: return take_validation();
            case poll: return take_poll();
            case audit:
            case sweep: return take_comparison();
            case end_orphans: return take_end_of_orphans();
            case forget: return lane.agenda_.finish(task, {}, now);
            default: take_change();
        }
    }
    template <class C>
    void record(C command, std::optional<Task> ends = std::nullopt) {
        commands.push_back({C::name, deciding(std::move(command), lane.codec_), std::move(ends)});
    }
    void again(std::uint32_t failures) {
        lane.agenda_.finish(task, lane.agenda_.after_backoff(failures, now.monotonic), now);
    }
    void take_launch() {
        const auto& request = *state.find(task.request_id());
        const auto which =
            fmt::format("launch {} of {} (correlation {})", task.token, lane.name_, request.correlation_id);
        // An error of a launch comes with all that its token has; one of a search says nothing of it.
        const bool is_search = !result.call.launch;
        if (no_answer(error) || (error && is_search)) {
            // The call may have taken effect, so the launch stays open and is called again with its token.
            lane.log_.warn(fmt::format("{} is tried again: {}", which, error->message));
            auto& open = lane.open_launches_[task.request_id()];
            open.problem = error->message;
            // One lost answer is mended by the next call; a trouble that lasts is recorded, so that it is seen.
            if (++open.unanswered > 1 && !request.unsettled)
                record(RecordUnsettledLaunch{task.request_id(), task.token, error->message});
            return again(open.unanswered);
        }
        if (error && request.open())
            lane.log_.warn(fmt::format("{}: {}: {}", which, name_of(error->kind), error->message));
        if (is_search) result.error = {ProviderErrorKind::not_found, "the request was over before the launch"};
        lane.counts_.launches_failed += error ? 1 : 0;
        lane.counts_.machines_launched += result.machines.size();
        record(RecordLaunch{task.request_id(), task.token, {std::move(result.machines), error}}, task);
    }
    // True where a look was refused whatever machines it is for: a right to look at one of them is one to look at all,
    // and credentials are those of every call.
    [[nodiscard]] bool is_for_all() const {
        return task.kind == TaskKind::poll && error &&
               (error->kind == ProviderErrorKind::unauthorized || error->kind == ProviderErrorKind::credentials);
    }
    // True where the call may have been refused for one of several machines. Which one it is shows when each half is
    // asked for alone, unless many machines in a row were refused: then it is none of them.
    [[nodiscard]] bool can_be_split() const {
        if (is_for_all()) return false;
        return is_refusal(error) && task.of.size() > 1 && lane.refused_in_a_row_[kind()] < most_refused_in_a_row;
    }
    void split() {
        const auto middle = task.of.begin() + static_cast<std::ptrdiff_t>(task.of.size() / 2);
        // At the front, so that the first refused machines show soon whether all are refused.
        lane.parts_.push_front(Call{{task.kind, {middle, task.of.end()}}});
        lane.parts_.push_front(Call{{task.kind, {task.of.begin(), middle}}});
        ++lane.other_parts_[kind()];
    }
    // Notes the end of a part. Returns true when no other part of the same call is under way.
    bool was_last_part() {
        auto& others = lane.other_parts_[kind()];
        if (others > 0) return --others, false;
        lane.refused_in_a_row_[kind()] = 0;
        return true;
    }
    [[nodiscard]] std::size_t kind() const { return static_cast<std::size_t>(task.kind); }

    void take_change() {
        if (can_be_split()) return split();
        was_last_part();
        const auto ids = task.machine_ids();
        if (is_refusal(error) && ids.size() == 1) return take_refusal(ids.front());
        auto& failures = lane.failed_[kind()];
        failures = error ? failures + 1 : 0;
        if (error) {
            lane.log_.warn(
                fmt::format("{} of {} machines of {}: {}", name_of(task.kind), ids.size(), lane.name_, error->message));
            return again(failures);
        }
        lane.refused_in_a_row_[kind()] = 0;
        lane.agenda_.finish(task, now.monotonic + order_again_after, now);
        RecordMachines changing;
        for (const auto& id : ids) {
            lane.refusals_.erase(id);
            changing.seen.emplace_back().id = id.value;
            changing.seen.back().status = on_the_way(task.kind);
        }
        record(std::move(changing));
    }
    void take_refusal(const MachineId& id) {
        ++lane.refused_in_a_row_[kind()];
        lane.log_.warn(fmt::format("{} of machine {} of {}: {}: {}", name_of(task.kind), id, lane.name_,
                                   name_of(error->kind), error->message));
        if (is_power(task.kind) && is_hopeless(error->kind)) {
            const auto wanted = task.kind == TaskKind::stop ? MachineStatus::stopped : MachineStatus::running;
            return record(RecordFailedOrder{{id}, wanted, *error}, task);
        }
        again(++lane.refusals_[id]);
        if (!is_power(task.kind)) record(RecordFailedOrder{{id}, MachineStatus::terminated, *error});
    }
    void take_check() {
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now.monotonic - result.call.begun);
        auto health = lane.health_after(error);
        if (error && health.is == ProviderHealth::healthy) health = {ProviderHealth::unreachable, error->message};
        record(RecordProviderCheck{lane.name_, health.is, std::move(health.why), took}, task);
    }
    void take_validation() {
        RecordTemplateCheck check{task.template_id(), result.call.version, Validity::unknown, {}, {}};
        if (error) {
            check.findings.push_back({"provider", fmt::format("can't be checked: {}", error->message)});
        } else {
            check.validity = result.check.findings.empty() ? Validity::valid : Validity::invalid;
            check.attributes = std::move(result.check.attributes);
            // A template that is valid may have notes: what its provider does otherwise than the template says.
            for (auto* told : {&result.check.findings, &result.check.notes})
                for (auto& [field, message] : *told)
                    check.findings.push_back(
                        {field.empty() ? "provider" : "configuration." + field, std::move(message)});
        }
        record(std::move(check), task);
    }
    void take_poll() {
        if (can_be_split()) return split();
        const auto before = commands.size();
        RecordMachines news;
        news.waits = {std::chrono::seconds{lane.settings_.name_within_s},
                      std::chrono::seconds{lane.settings_.address_within_s}};
        take_part(news);
        if (is_refusal(error) && !is_for_all() && task.of.size() == 1) take_unseen(task.machine_ids().front());
        const bool is_last = was_last_part();
        const auto looked = is_last ? std::exchange(lane.looked_, {}) : Looked{};
        if (looked.answered) judge(looked, news);
        const auto gone = static_cast<std::uint32_t>(news.gone.size());
        if (!news.seen.empty() || !news.gone.empty()) record(std::move(news));
        // Last, so that the operator's word holds until what it means is recorded, and not of a look at machines that
        // could not be seen.
        if (looked.answered && is_trusted() && (gone > 0 || looked.unseen < lane.settings_.loss_count))
            record(RecordBelief{lane.name_, gone});
        if (!is_last) return;
        // No poll begins before what this one has shown is recorded.
        if (commands.size() > before)
            commands.back().ends = Task{TaskKind::poll};
        else
            lane.agenda_.finish({TaskKind::poll}, {}, now);
    }
    void take_unseen(const MachineId& id) {
        ++lane.refused_in_a_row_[kind()];
        if (lane.refusals_[id]++ == 0)
            lane.log_.warn(fmt::format("machine {} of {} can't be looked at: {}", id, lane.name_, error->message));
    }
    // Machines that are to be given back may go at any time, but nothing is ended where a provider is held.
    [[nodiscard]] bool is_expected(const Machine& machine) const {
        return !machine.return_requested || (lane.held(state) && machine.status != MachineStatus::shutting_down);
    }
    [[nodiscard]] bool is_trusted() const {
        const auto* provider = state.find(lane.name_);
        return provider && provider->trusted();
    }
    // A machine may have ended since its part of a poll was taken.
    [[nodiscard]] bool is_live(const MachineId& id) const {
        const auto* machine = state.find(id);
        return machine && machine->live();
    }
    void take_part(RecordMachines& news) {
        auto& looked = lane.looked_;
        std::unordered_map<std::string_view, const ProviderMachine*> seen;
        for (const auto& machine : result.machines) seen.emplace(machine.id, &machine);
        for (const auto& id : task.machine_ids()) {
            const auto* machine = state.find(id);
            if (!machine || !machine->live()) continue;
            const std::size_t expected = is_expected(*machine) ? 1 : 0;
            if (error) {
                looked.unseen += expected;
                continue;
            }
            const auto it = seen.find(id.value);
            // Neither there nor missing: the look brings no news of this machine, and settles nothing.
            if (it != seen.end() && it->second->unknown_now) {
                looked.unseen += expected;
                continue;
            }
            looked.expected += expected;
            if (it == seen.end()) {
                looked.lost += expected;
                looked.missing.push_back(id);
                continue;
            }
            lane.missed_.erase(id);
            if (!news_of(*machine, *it->second, now.utc, news.waits).empty()) news.seen.push_back(*it->second);
        }
        if (error) return;
        looked.answered = true;
        lane.refused_in_a_row_[kind()] = 0;
    }
    // Absence is not death. A machine is gone if its provider, which knows others or is well, does not know it twice in
    // a row. Where many are missing at once, it is the answer that is doubted: the whole poll, whatever its parts are.
    void judge(const Looked& looked, RecordMachines& news) {
        if (is_trusted()) {
            news.gone = looked.missing;
        } else if (lane.held(state)) {
            // Each of them is missed anew after that, since a few may be missing still.
            lane.missed_.clear();
            if (looked.lost + looked.unseen < lane.settings_.loss_count) release();
            return;
        } else if (lane.is_sudden(looked.lost, looked.expected)) {
            lane.missed_.clear();
            return hold(looked.lost, looked.expected);
        } else {
            for (const auto& id : looked.missing)
                if (is_live(id) && !lane.missed_.insert(id).second) news.gone.push_back(id);
        }
        for (const auto& id : news.gone) lane.missed_.erase(id);
    }
    void hold(std::size_t missing, std::size_t of) {
        lane.log_.error(fmt::format(
            "provider {} does not know {} of its {} machines any more, all at once: nothing is ended there and none is "
            "recorded as gone until it answers for them again, or an operator believes it (hostfactoryctl provider "
            "release {})",
            lane.name_, missing, of, lane.name_));
        record(RecordHold{lane.name_, static_cast<std::uint32_t>(missing), static_cast<std::uint32_t>(of)});
    }
    void release() {
        lane.log_.warn(fmt::format("provider {} answers for its machines again", lane.name_));
        record(RecordHold{lane.name_, 0, 0});
    }
    void take_comparison() {
        auto& audit = lane.comparing_->audit;
        audit.problem = message_of(error);
        // Without an answer there is nothing to record, unless the audit was requested.
        if (error) return audit.answers ? end_comparison() : lane.agenda_.finish(task, {}, now);
        auto found = compare(lane.comparing_->books, result.machines, state);
        lane.report_orphans(found.orphans);
        if (lane.quarantined(state)) return only_report(std::move(found));
        audit.adopt = lane.settings_.orphans == OrphanPolicy::adopt;
        // A provider that does not know our machines may know others as well that are none of ours.
        const bool doubted =
            lane.held(state) || lane.is_sudden(found.losses.size(), lane.comparing_->books.live.size());
        Call ending{{TaskKind::end_orphans}};
        if (lane.settings_.orphans == OrphanPolicy::terminate && !doubted)
            for (const auto& machine : found.orphans) {
                const MachineId id{machine.id};
                const auto* recorded = state.find(id);
                if (!recorded || may_be_ended(*recorded)) ending.task.of.emplace_back(id);
            }
        audit.orphans = std::move(found.orphans);
        audit.losses = std::move(found.losses);
        audit.unsettled = std::move(found.unsettled);
        if (ending.task.of.empty()) return end_comparison();
        audit.outcome = OrphanOutcome::terminated;
        lane.counts_.strangers_terminated += ending.task.of.size();
        lane.parts_.push_back(std::move(ending));
    }
    // In quarantine what differs is for an administrator to look at, whatever the policy.
    void only_report(Comparison found) {
        auto& audit = lane.comparing_->audit;
        audit.orphans = std::move(found.orphans);
        audit.losses = std::move(found.losses);
        end_comparison();
    }
    void take_end_of_orphans() {
        if (can_be_split()) return split();
        auto& refused = lane.comparing_->audit.not_terminated;
        for (auto& id : error ? task.machine_ids() : std::vector<MachineId>{}) refused.push_back(std::move(id.value));
        if (was_last_part()) end_comparison();
    }
    void end_comparison() { record(std::move(lane.comparing_->audit), std::move(lane.comparing_->task)); }
};

Lane::Commands Lane::taken(CallResult result, const State& state, const Moment& now) {
    --calls_under_way_;
    Commands commands;
    // A provider may forget machines without a call of its own, so that says nothing of its health.
    if (result.error || result.call.task.kind != TaskKind::forget) note(result, state, now, commands);
    Taking{*this, result, state, now, commands}.take();
    return commands;
}

void Lane::note_refusals(TaskKind kind, const std::optional<ProviderError>& error) {
    using enum ProviderErrorKind;
    auto& refused = refused_[static_cast<std::size_t>(kind)];
    if (error && (error->kind == unauthorized || error->kind == credentials)) {
        refused = {error->message, error->kind == credentials};
    } else if (!error) {
        refused = {};
        for (auto& other : refused_)
            if (other.of_credentials) other = {};
    }
}

Lane::Health Lane::health_after(const std::optional<ProviderError>& error) const {
    if (breaker_.open()) return {ProviderHealth::unreachable, message_of(error)};
    const auto refused = std::ranges::find_if(refused_, [](const auto& each) { return !each.words.empty(); });
    if (refused != refused_.end()) return {ProviderHealth::not_allowed, refused->words};
    return {ProviderHealth::healthy, {}};
}

void Lane::note(const CallResult& result, const State& state, const Moment& now, Commands& commands) {
    auto error = result.error;
    // Such a provider is there, whatever its call has done.
    if (error && error->refusal) error->kind = *error->refusal;
    ++(error ? counts_.calls_failed : counts_.calls_answered);
    if (no_answer(error))
        breaker_.failed(now.monotonic);
    else
        breaker_.succeeded();
    note_refusals(result.call.task.kind, error);
    // As long as the circuit is closed, a call without an answer says nothing of the provider.
    if (recording_health_ || (no_answer(error) && !breaker_.open())) return;
    const auto health = health_after(error);
    const auto* provider = state.find(name_);
    if (!provider || provider->health == health.is) return;
    recording_health_ = true;
    if (health.is == ProviderHealth::healthy)
        log_.info(fmt::format("provider {} answers", name_));
    else
        log_.error(fmt::format("provider {} {}: {}", name_,
                               health.is == ProviderHealth::unreachable ? "does not answer" : "refuses something to us",
                               health.why));
    commands.push_back({RecordProviderHealth::name,
                        deciding(RecordProviderHealth{name_, health.is, health.why}, codec_),
                        Task{TaskKind::record_health}});
}

void Lane::report_orphans(const std::vector<ProviderMachine>& orphans) {
    std::unordered_set<std::string> now;
    for (const auto& machine : orphans) now.insert(machine.id);
    // Orphans that stay are reported once, and not with every sweep.
    if (std::ranges::any_of(now, [this](const auto& id) { return !reported_orphans_.contains(id); }))
        log_.warn(fmt::format("{} machines at {} are ours and not recorded as living (policy {}): {} …", now.size(),
                              name_, name_of(settings_.orphans), orphans.front().id));
    reported_orphans_ = std::move(now);
}

}  // namespace hf
