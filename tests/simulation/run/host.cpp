#include "tests/simulation/run/host.hpp"

#include <fmt/format.h>

#include "core/wire/replies.hpp"
#include "tests/simulation/promises/rules_of_the_domain.hpp"
#include "tests/simulation/promises/same_state.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

}  // namespace

Host::Host(SimulatedDaemon::Surroundings surroundings, Promises promises)
    : with_(surroundings), promises_(promises), random_(with_.world.random.fork()) {}

// As the daemon does, which waits for room before it opens its store.
void Host::start() {
    if (with_.hazards.disk.free_bytes() < StoreRoom::least_to_start(FillingDisk::reserve))
        return with_.world.schedule.after(1min, [this] { start(); });
    let([this] { come_up(); });
}

void Host::come_up() {
    ++lives_;
    life_.emplace();
    stopping_ = false;
    unanswered_ = std::make_shared<std::uint64_t>(0);
    failures_before_ = with_.hazards.store_failures();
    if (random_.per_mille(with_.world.weather.snapshot_deleted)) {
        with_.world.trace.say("host", "the snapshot is deleted");
        with_.disk.snapshot = {};
    }
    with_.site.configured = with_.site.in_file;
    if (random_.per_mille(with_.world.weather.provider_left_out)) {
        with_.world.trace.say("host", "{} is not in the configuration", with_.site.configured.back().name);
        with_.site.configured.pop_back();
    }
    with_.seams.starts();
    promises_.order.begins_after(with_.disk.events.size());
    Process& process = *this;
    daemon_ = std::make_unique<SimulatedDaemon>(with_, process);
    compare_with_account();
}

// P9: what a start makes of snapshot and events is what the events say.
void Host::compare_with_account() {
    // What was decided at the start and could not be stored is in the ledger.
    if (with_.hazards.store_failures() != failures_before_) return;
    follow_events();
    if (daemon_->has_wasted_a_snapshot())
        broken(Promise::p9_rebuildable, "a start can't use a snapshot that nothing has damaged");
    const auto compare = [this](std::string_view whose, const State& state) {
        if (const auto difference = difference_between(promises_.account.state(), state, with_.codec))
            broken(Promise::p9_rebuildable, "after a start {} has {}", whose, with_.world.trace.shortened(*difference));
    };
    daemon_->look_at_ledger([&](const State& state) { compare("the ledger", state); });
    daemon_->models().read([&](const View& view) { compare("the read models", view.state); });
}

void Host::let(const Schedule::Action& run) {
    // Only the outermost call may end the daemon.
    if (running_) return run();
    running_ = true;
    try {
        run();
        hold();
        running_ = false;
    } catch (const Crash& crash) {
        running_ = false;
        end(fmt::format("crashes {}", crash.where));
    } catch (const std::exception& problem) {
        broken(Promise::p12_nothing_ends_the_daemon, "an exception would end the daemon: {}", problem.what());
    }
}

void Host::end(std::string_view how) {
    with_.world.trace.say("daemon", "{}", how);
    life_.reset();
    daemon_.reset();
    with_.disk.lose_unsynced(random_);
    hold();
    with_.world.schedule.after(random_.between(1ms, 30s), [this] { start(); });
}

// What one command has caused is one line of the trace.
void Host::follow_events() {
    std::string line;
    std::string cause;
    const auto tell = [&] {
        if (!line.empty()) with_.world.trace.say("ledger", "{}", line);
        line.clear();
    };
    promises_.account.follow([&](const NumberedEvent& event) {
        promises_.machines.heard(event);
        if (const auto wrong = unreachable(event, promises_.account.state()))
            broken(Promise::p7_a_clear_answer, "{}", *wrong);
        if (const auto* created = std::get_if<RequestCreated>(&event.event))
            if (const auto wrong = beyond_the_limit(*created, promises_.account.state()))
                broken(Promise::max_number_holds, "{}", *wrong);
        if (with_.site.principals) hold_rights(event);
        if (!with_.world.trace.is_read()) return;
        if (event.meta.command_id != cause) tell();
        cause = event.meta.command_id;
        line += fmt::format("{}{} {}", line.empty() ? "" : " → ", type_name_of(event.event), stream_of(event.event));
    });
    tell();
}

void Host::hold_rights(const NumberedEvent& event) const {
    const auto& state = promises_.account.state();
    auto wrong = not_theirs(event, state);
    if (const auto* created = std::get_if<RequestCreated>(&event.event))
        wrong = beyond_the_allowance(*created, state, *with_.site.principals);
    if (wrong) broken(Promise::to_each_his_own, "{}", *wrong);
}

// After each step.
void Host::hold() {
    follow_events();
    if (!daemon_) return;
    const auto models = daemon_->models().read([](const View& view) { return view.state.position(); });
    if (models > promises_.account.position())
        broken(Promise::p1_durable_before_ok, "the read models are at {}, and the disk ends at {}", models,
               promises_.account.position());
    if (with_.site.visibility == Visibility::own)
        promises_.own_alone.hold(daemon_->models(), [this](const std::string& message, const std::string& from) {
            return daemon_->ask(message, from);
        });
}

void Host::look() const {
    promises_.machines.look();
    if (const auto wrong = miscounted(promises_.account.state()))
        broken(Promise::p9_rebuildable, "{}", with_.world.trace.shortened(*wrong));
    if (!daemon_) return;
    if (const auto wrong = daemon_->lanes().out_of_step()) broken(Promise::comes_to_rest, "{}", *wrong);
}

void Host::after(Schedule::Duration delay, Schedule::Action action) {
    with_.world.schedule.after(delay, life_->watch(), [this, action = std::move(action)] { let(action); });
}

void Host::failed(const std::string& what) {
    with_.world.trace.say("daemon", "can't go on: {}", what);
    if (with_.hazards.store_failures() == failures_before_)
        broken(Promise::p12_nothing_ends_the_daemon, "the daemon can't go on: {}", what);
    with_.world.schedule.after(random_.between(1us, 30s), life_->watch(), [this] { end("ends"); });
}

// The last of the disk but a quarter is for what ends costs as well.
bool Host::has_room_for(const std::string& message) const {
    const auto& disk = with_.hazards.disk;
    if (disk.shortage() == 0) return true;
    CommandEnvelope envelope;
    if (disk.is_scarce() || read_envelope(with_.codec, message, envelope)) return false;
    return daemon_->ends_costs(envelope.common.type);
}

void Host::submit(std::string message, const std::string& from, Answer answer) {
    if (!daemon_) return;
    ++*unanswered_;
    const auto shortage = has_room_for(message) ? 0 : with_.hazards.disk.shortage();
    let([&] {
        daemon_->submit(
            std::move(message), with_.site.sender(from),
            [this, answer = std::move(answer), waiting = unanswered_, shortage,
             answered = false](const std::string& encoded) mutable {
                if (std::exchange(answered, true)) broken(Promise::p7_a_clear_answer, "a command is answered twice");
                --*waiting;
                Reply reply;
                if (const auto problem = with_.codec.decode(encoded, reply))
                    broken(Promise::p7_a_clear_answer, "a reply can't be read: {}", problem->message);
                const bool is_new = reply.status == ReplyStatus::ok && !reply.duplicate.value_or(false);
                if (is_new && shortage > 0 && with_.hazards.disk.shortage() == shortage)
                    broken(Promise::the_reserve_is_kept, "{} is taken though there is no room for it", reply.id);
                if (daemon_)
                    promises_.replies.left(
                        reply, daemon_->models().read([](const View& view) { return view.state.position(); }));
                answer(encoded);
            });
    });
}

std::optional<std::string> Host::ask(const std::string& message, const std::string& from) {
    if (!daemon_) return std::nullopt;
    return daemon_->ask(message, from);
}

void Host::minute() {
    with_.hazards.disk.minute();
    if (daemon_) daemon_->look_at_room();
    if (random_.per_mille(with_.world.weather.clock_steps)) {
        const auto by = random_.between(0us, 4min) - Schedule::Duration{2min};
        with_.world.trace.say("host", "the clock is set by {} s", by.count() / 1'000'000);
        with_.world.clock.step(by);
        if (daemon_) daemon_->clock_was_set();
    }
    if (daemon_ && !stopping_ && random_.per_mille(with_.world.weather.stop)) stop_softly();
}

void Host::restart() {
    if (daemon_ && !stopping_) stop_softly();
}

// As after SIGTERM: what was taken is worked off, and the daemon ends.
void Host::stop_softly() {
    with_.world.trace.say("daemon", "is to stop");
    stopping_ = true;
    let([this] { daemon_->stop(); });
    const auto look = [this](const auto& again) -> void {
        with_.world.schedule.after(10ms, life_->watch(), [this, again] {
            if (!daemon_->stopped()) return again(again);
            if (*unanswered_ > 0)
                broken(Promise::p7_a_clear_answer, "the daemon has stopped, and {} commands have no answer",
                       *unanswered_);
            end("stops");
        });
    };
    if (life_) look(look);
}

}  // namespace hf::simulation
