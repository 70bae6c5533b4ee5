#include "tests/simulation/daemon/simulated_daemon.hpp"

#include "core/catalogue.hpp"
#include "core/provisioning/homecoming.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

}  // namespace

SimulatedDaemon::SimulatedDaemon(Surroundings surroundings, Process& process)
    : with_(surroundings),
      process_(process),
      random_(with_.world.random.fork()),
      started_at_(with_.world.clock.now()),
      simulated_snapshots_(with_.disk.snapshot, with_.hazards),
      snapshots_(with_.seams.snapshots(simulated_snapshots_)),
      simulated_archive_(with_.disk, with_.hazards),
      archive_(with_.seams.archive(simulated_archive_)),
      history_(open_history()),
      readable_(history_.readable, with_.codec),
      ledger_({.clock = with_.world.clock,
               .ids = with_.ids,
               .store = history_.readable,
               .codec = with_.codec,
               .limits = with_.site.limits,
               .types = with_.types,
               .commits = commits_,
               .on_failure = [this](const std::string& what) { process_.failed(what); }}),
      access_(with_.seams.known(with_.site.principals), with_.site.visibility),
      commands_(with_.codec),
      queries_(with_.codec, access_, query_context()),
      seeing_all_(with_.site.principals),
      unfiltered_queries_(with_.codec, seeing_all_, query_context()),
      committer_({.clock = with_.world.clock,
                  .queue = commits_,
                  .store = with_.seams.appended_to(*history_.store, with_.feed),
                  .codec = with_.codec,
                  .ledger = ledger_,
                  .models = models_,
                  .publisher = with_.seams.published_to(with_.feed),
                  .on_failure = [this](const std::string& what) { process_.failed(what); }}),
      room_(with_.hazards.disk, FillingDisk::reserve, with_.log),
      pipeline_({.clock = with_.world.clock,
                 .codec = with_.codec,
                 .access = access_,
                 .bus = commands_,
                 .ledger = ledger_,
                 .workers = 0,
                 .most_in_flight = with_.site.limits.commands_in_flight,
                 .most_at_once = with_.site.commands_at_once,
                 .room = with_.seams.room(room_)}),
      lanes_({.world = with_.world,
              .ids = with_.ids,
              .codec = with_.codec,
              .ledger = ledger_,
              .models = models_,
              .log = with_.log,
              .types = with_.types,
              .site = with_.disk.store_id,
              .seams = with_.seams,
              .crashes = with_.hazards.crashes,
              .decided = [this] { commit_later(); }},
             process_) {
    add_every_command(commands_);
    add_every_query(queries_);
    add_every_query(unfiltered_queries_);
    with_.world.trace.say("daemon", "starts: {} events, {} of them after the snapshot", with_.disk.events.size(),
                          with_.disk.events.size() - history_.recovered.snapshot);
    room_.look();
    begin_upkeep();
    models_.go_on_from(std::move(history_.recovered.view));
    ledger_.go_on_from(std::move(history_.recovered.state), std::move(history_.recovered.outcomes));
    const bool is_home = comes_home();
    register_providers();
    if (!is_home) comes_home();
    committer_.observe({&lanes_, &noticing_});
    lanes_.begin();
    beat_later();
}

bool SimulatedDaemon::comes_home() {
    if (!with_.seams.looks_for_its_home()) return true;
    return come_home({with_.ids, with_.codec, ledger_, committer_, models_, with_.log}, history_.store->home(),
                     {with_.site.host, with_.site.host, {}, with_.world.clock.now()}, false);
}

SimulatedDaemon::History SimulatedDaemon::open_history() {
    SimulatedClaim claim(with_.disk, with_.hazards);
    const bool reads_one = with_.site.snapshot_events > 0 && with_.disk.snapshot.head;
    auto loaded = load_snapshot_of(claim, with_.site.snapshot_events > 0 ? &snapshots_ : nullptr, with_.codec,
                                   with_.log, std::launch::deferred);
    has_wasted_a_snapshot_ = reads_one && !simulated_snapshots_.was_damaged() && loaded.state.position() == 0;
    auto store = claim.open(loaded.verified());
    auto& readable = with_.seams.read_from(*store);
    auto recovered = recover(std::move(loaded), readable, archive_, with_.codec, with_.site.limits.remembered_commands,
                             std::launch::deferred);
    return {std::move(store), readable, std::move(recovered)};
}

QueryContext SimulatedDaemon::query_context() const {
    return {models_, readable_,   with_.site.limits, with_.types, with_.world.clock, [] { return DaemonStatus{}; },
            {},      &snapshots_, "simulated"};
}

void SimulatedDaemon::begin_upkeep() {
    if (with_.site.snapshot_events == 0) return;
    auto& store = history_.readable;
    if (with_.site.retains) retention_.emplace(store, archive_, with_.world.clock, with_.log, with_.site.retention);
    const auto written = [this](Position at) {
        if (retention_) retention_->apply(at);
    };
    snapshotter_.emplace(Snapshotter::Dependencies{with_.world.clock, models_, store, snapshots_, with_.codec,
                                                   with_.log, with_.site.snapshot_events, written, 1},
                         history_.recovered.snapshot);
    snapshotter_->begin(store.head());
}

void SimulatedDaemon::register_providers() {
    const CommandHeader header{{}, with_.ids.next(), with_.ids.next(), {}};
    ledger_.decide(header, deciding(RegisterProviders{with_.site.configured}, with_.codec), [](auto...) {});
    committer_.step();
}

void SimulatedDaemon::submit(std::string message, Sender sender, Door::Answer answer) {
    pipeline_.submit(
        std::move(message),
        [this, answer = std::move(answer)](std::string reply) {
            with_.hazards.crashes.maybe("before a reply");
            with_.seams.replied(reply);
            answer(reply);
        },
        std::move(sender));
    work_later();
}

void SimulatedDaemon::work_later() {
    process_.after(random_.between(1us, 2ms), [this] {
        pipeline_.step();
        commit_later();
    });
}

// All that is decided until then is one group.
void SimulatedDaemon::commit_later() {
    if (committing_ || commits_.waiting() == 0) return;
    committing_ = true;
    process_.after(random_.between(1us, 20ms), [this] {
        committing_ = false;
        committer_.step();
        commit_later();
        // With what was answered, the turn of others may have come.
        for (auto left = pipeline_.waiting(); left > 0; --left) work_later();
    });
}

void SimulatedDaemon::snapshot_later() {
    if (!snapshotter_ || std::exchange(snapshotting_, true)) return;
    process_.after(random_.between(1us, 100ms), [this] {
        snapshotting_ = false;
        if (snapshotter_->step()) snapshot_later();
    });
}

void SimulatedDaemon::Noticing::committed(std::span<const NumberedEvent> batch, const Touched& touched) {
    daemon_.with_.seams.projected(daemon_.models_, batch);
    if (!daemon_.snapshotter_) return;
    daemon_.snapshotter_->committed(batch, touched);
    daemon_.snapshot_later();
}

void SimulatedDaemon::beat_later() {
    process_.after(with_.site.heartbeat, [this] {
        with_.feed.beat(heartbeat());
        beat_later();
    });
}

HeartbeatMessage SimulatedDaemon::heartbeat() const {
    HeartbeatMessage message;
    models_.read([&](const View& view) {
        message.position = view.state.position();
        for (std::size_t i = 0; i < category_count; ++i)
            message.category_positions.emplace(enum_names<Category>[i], view.state.category_positions()[i]);
    });
    message.store_id = with_.disk.store_id;
    message.started_at = started_at_;
    message.time = with_.world.clock.now();
    return message;
}

void SimulatedDaemon::stop() {
    stopping_ = true;
    pipeline_.drain();
    lanes_.stop();
}

bool SimulatedDaemon::stopped() const {
    return pipeline_.waiting() == 0 && lanes_.at_rest() && commits_.waiting() == 0;
}

void SimulatedDaemon::look_at_ledger(const std::function<void(const State&)>& look) {
    const CommandHeader header{{}, "a look", {}, {}};
    ledger_.decide(
        header,
        [&](const State& state, const Context&) -> AnyDecision {
            look(state);
            return AnyAccepted{};
        },
        [](auto...) {});
    commits_.take();
}

}  // namespace hf::simulation
