// The examples in the headers of the pipeline, the snapshots and the daemon.
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "core/commands/create_request.hpp"
#include "core/pipeline/background_queue.hpp"
#include "core/pipeline/committer.hpp"
#include "core/pipeline/event_handlers.hpp"
#include "core/pipeline/lonely_commands.hpp"
#include "core/pipeline/store_room.hpp"
#include "core/pipeline/upcasting_store.hpp"
#include "core/queries/get_request.hpp"
#include "core/snapshots/contradictions.hpp"
#include "core/snapshots/fit.hpp"
#include "core/snapshots/read_ahead.hpp"
#include "core/snapshots/snapshot_items.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "daemon/caretaker.hpp"
#include "daemon/feed.hpp"
#include "daemon/front.hpp"
#include "daemon/room_at_start.hpp"
#include "daemon/upkeep.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

// example of core/threads/thread_annotations.hpp
class Counter {
    Mutex mutex_;
    int count_ GUARDED_BY(mutex_) = 0;
    void grow() REQUIRES(mutex_);
    void add() EXCLUDES(mutex_);
};
// end of the example

class Work {
    // example of core/threads/mutex.hpp
    Mutex mutex_;
    Condition changed_;
    std::vector<int> waiting_ GUARDED_BY(mutex_);

    void run() {
        MutexLock lock(mutex_);
        while (waiting_.empty()) changed_.wait(lock);  // a loop, since a lambda would not be checked
        lock.unlock();                                 // for a call that takes long; lock() again after it
    }
    // end of the example
};

void background_queue(Log& log, const NumberedEvent& event) {
    // example of core/pipeline/background_queue.hpp
    BackgroundQueue<NumberedEvent> queue("event handlers", 10'000, log,
                                         [](std::vector<NumberedEvent> batch) { use(batch); });
    queue.start();
    queue.put(event);
    queue.stop();  // what waits is still done
    // end of the example
}

void command_pipeline(const Clock& clock, const Codec& codec, const AccessControl& access, const CommandBus& commands,
                      Ledger& ledger, const std::string& message, const Sender& sender) {
    // example of core/pipeline/command_pipeline.hpp
    CommandPipeline pipeline({.clock = clock, .codec = codec, .access = access, .bus = commands, .ledger = ledger});
    pipeline.submit(
        message, [](std::string reply) { send(reply); }, sender);
    pipeline.drain();
    // end of the example
}

void commit_queue(CommitQueue& queue, Commit commit) {
    // example of core/pipeline/commit_queue.hpp
    queue.put(std::move(commit));            // the ledger
    while (queue.wait()) use(queue.take());  // the committer
    // end of the example
}

// example of core/pipeline/commit_observer.hpp
class Counting final : public CommitObserver {
    void committed(std::span<const NumberedEvent> batch, const Touched&) override { events_ += batch.size(); }
    std::size_t events_ = 0;
};
// end of the example

void committer(Committer::Dependencies parts, CommitObserver& provisioner, CommitObserver& other,
               const std::function<void()>& decide) {
    // example of core/pipeline/committer.hpp
    Committer committer(parts);
    committer.step();                         // on this thread: commits what is queued now
    committer.start({&provisioner, &other});  // from now on a thread of its own does
    committer.commit_here(decide);            // on this thread, if nothing else is being committed
    committer.stop();                         // commits what is queued, and ends
    // end of the example
}

void fair_queue(const std::string& party, const std::string& connection, std::string& message,
                std::chrono::steady_clock::time_point now) {
    const auto begin = [](const std::string& begun) { use(begun); };
    const auto refuse = begin;
    // example of core/pacing/fair_queue.hpp
    FairQueue<std::string> queue({.at_once = 64, .of_one = 1000, .of_all = 10'000});
    switch (queue.enter(party, connection, message.size(), message, now)) {
        case FairQueue<std::string>::Entry::begins: begin(message); break;
        case FairQueue<std::string>::Entry::waits: break;  // until leave() returns the message
        case FairQueue<std::string>::Entry::refused: refuse(message); break;
    }
    for (const auto& next : queue.leave(party, now)) begin(next);  // one of the party's items has ended
    // end of the example
}

void line_limit(LineLimit& lines, Log& log, std::chrono::steady_clock::time_point now) {
    // example of core/pacing/line_limit.hpp
    if (const auto untold = lines.next("busy", now)) log.warn("the daemon is busy" + and_untold(*untold));
    // end of the example
}

void refusal_log(Log& log, const Clock& clock, const Error& error, const Sender& sender) {
    // example of core/bus/refusal_log.hpp
    RefusalLog refusals(log, clock);
    refusals.note(error, "CreateRequest", sender);
    // end of the example
}

void command_rates(CommandRates& rates, const Caller& caller, const Clock& clock) {
    // example of core/pipeline/command_rates.hpp
    if (const auto wait = rates.wait_of(caller, clock.monotonic())) show(*wait);  // it may be sent after so long
    // end of the example
}

void store_room(const DiskRoom& disk, bool ends_costs, Log& log) {
    // example of core/pipeline/store_room.hpp
    StoreRoom room(disk, 128 << 20, log);
    room.look();                                                        // four times a second, by its own thread
    if (const auto refusal = room.refusal(ends_costs)) show(*refusal);  // of a new command
    // end of the example
}

void lonely_commands(const std::function<std::chrono::nanoseconds()>& carry_out) {
    // example of core/pipeline/lonely_commands.hpp
    LonelyCommands lonely;
    if (lonely.next(LonelyCommands::Company::none)) lonely.took(carry_out());
    // end of the example
}

void event_handlers(Log& log) {
    // example of core/pipeline/event_handlers.hpp
    EventHandlers handlers(log);
    handlers.on<RequestFailed>([](const RequestFailed& event, const EventMeta& meta) { use(event, meta); });
    handlers.start();  // from now on committed() keeps them informed
    handlers.stop();   // what was committed before is still handled
    // end of the example
}

void group_commit(const GroupCommit::Parts& parts, CommitQueue& queue) {
    // example of core/pipeline/group_commit.hpp
    GroupCommit group(parts, queue.take());
    while (group.next() != GroupCommit::Stage::done) group.advance();
    // end of the example
}

void ledger(Ledger::Dependencies parts, State state, OutcomeIndex outcomes, const std::string& id, const Codec& codec,
            const CreateRequest& command, const OnOutcome& on_outcome, std::vector<Commit>& commits,
            const State::AtRest& at_rest) {
    // example of core/pipeline/ledger.hpp
    Ledger ledger(parts);
    ledger.go_on_from(std::move(state), std::move(outcomes));  // what a recovery has made
    ledger.decide({.command_id = id, .cause = id}, deciding(command, codec), on_outcome);
    ledger.settle(commits, at_rest);  // the committer, after the append
    // end of the example
}

void outcome_index(const EventStore& store, OutcomeNumber to_be_read, std::uint64_t hash) {
    // example of core/pipeline/outcome_index.hpp
    OutcomeIndex index(1'000'000, store.last_outcome() - to_be_read);
    index.add(OutcomeIndex::hash_of("0193a1b2-…"));    // the next number is its outcome's
    for (auto number : index.find(hash)) use(number);  // oldest first; compare the id of what the store has there
    // end of the example
}

void outcome_lookup(const EventStore& store, const std::string& command_id, const OutcomeIndex& index,
                    std::uint64_t hash) {
    // example of core/pipeline/outcome_lookup.hpp
    OutcomeLookup lookup(store);
    auto outcome = lookup.find(command_id, index.find(hash));  // nothing: they are of other commands
    // end of the example
}

void upcasting_store(EventStore& store, const Codec& codec, std::size_t bytes) {
    // example of core/pipeline/upcasting_store.hpp
    const UpcastingStore readable(store, codec);
    for (const auto& event : readable.read(0, 100, bytes)) use(event);  // each at its current schema
    // end of the example
}

void store_claim(const std::filesystem::path& path, SnapshotStore* snapshots, const Codec& codec, Log& log) {
    // example of core/ports/store_claim.hpp
    auto claim = SqliteEventStore::claim({.path = path});  // throws when another process owns the store
    const auto snapshot = load_snapshot_of(*claim, snapshots, codec, log);  // looks at id() and event_at()
    auto store = claim->open(snapshot.verified());                          // checks the events after it
    // end of the example
}

void loading_a_snapshot(StoreClaim* claim, SnapshotStore* snapshots, const Codec& codec, Log& log) {
    // example of core/snapshots/load_snapshot.hpp
    LoadedSnapshot loaded = load_snapshot_of(*claim, snapshots, codec, log);  // empty where none is of use
    auto store = claim->open(loaded.verified());
    // end of the example
}

void recovery(StoreClaim* claim, SnapshotStore* snapshots, const EventArchive& archive, const Codec& codec, Log& log,
              const Limits& limits, ReadModels& models, Ledger& ledger) {
    // example of core/snapshots/recovery.hpp
    auto loaded = load_snapshot_of(*claim, snapshots, codec, log);
    auto store = claim->open(loaded.verified());
    auto recovered = recover(std::move(loaded), *store, archive, codec, limits.remembered_commands);
    models.go_on_from(std::move(recovered.view));
    ledger.go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
    // end of the example
}

void snapshot_items(SnapshotStore::Writing* writing, const Request& created, const SnapshotItem& item) {
    // example of core/snapshots/snapshot_items.hpp
    writing->put(item_of(created));
    auto request = aggregate_of<Request>(item);  // throws SnapshotError
    // end of the example
}

void fit(const Request& request, const Machine& machine, const State& state) {
    // example of core/snapshots/fit.hpp
    Fit fit;
    fit.add(request);                                        // all of them, in the order of ordinals
    fit.add(machine, state);                                 // then these; the state has all requests
    if (!fit.is_given(state)) refuse_contradictions(state);  // once everything is restored
    // end of the example
}

void snapshotter(const Clock& clock, ReadModels& models, EventStore& store, SnapshotStore& snapshots,
                 const Codec& codec, Log& log, std::span<const NumberedEvent> batch, const Touched& touched) {
    // example of core/snapshots/snapshotter.hpp
    Snapshotter snapshotter({clock, models, store, snapshots, codec, log, 50'000}, 0);
    snapshotter.start(store.head());
    snapshotter.committed(batch, touched);  // the committer
    snapshotter.stop();
    // end of the example
}

void writing_a_snapshot(SnapshotStore& snapshots, ReadModels& models, const EventStore& events, const Codec& codec) {
    // example of core/snapshots/write_snapshot.hpp
    write_snapshot(snapshots, models.draft(true), Extent::everything, events, codec);
    write_snapshot(snapshots, models.draft(false), Extent::changes, events, codec);
    // end of the example
}

void retention(EventStore& store, EventArchive& archive, const Clock& clock, Log& log, Position covered) {
    // example of core/retention/retention.hpp
    Retention retention(store, archive, clock, log, {.events = 10'000'000});
    retention.apply(covered);  // from time to time, by one thread
    // end of the example
}

void read_models(ReadModels& models, std::span<const NumberedEvent> batch) {
    // example of core/read_models/read_models.hpp
    const auto [at_rest, touched] = models.commit(batch);                       // the committer
    auto head = models.read([](const View& v) { return v.state.position(); });  // any thread
    // end of the example
}

void drafting(View& view, bool everything) {
    // example of core/read_models/drafting.hpp
    Drafting drafting(view, everything);  // the draft is of this moment
    drafting.prepare();                   // the view is not needed for this
    while (drafting.collect(view, 500)) ReadModels::pause();
    SnapshotDraft draft = std::move(drafting).draft();
    // end of the example
    use(draft);
}

void query_bus(const Codec& codec, const AccessControl& access, const ReadModels& models, const EventStore& store,
               const Limits& limits, const ProviderTypes& types, const Clock& clock,
               const std::function<DaemonStatus()>& status, const std::string& message, const Sender& sender) {
    // example of core/bus/query_bus.hpp
    QueryBus queries(codec, access, {models, store, limits, types, clock, status});
    queries.add<GetRequest>();                       // throws if the type was added before
    auto reply = queries.reply_to(message, sender);  // always a reply, encoded
    // end of the example
}

void feed(zmq::context_t& context, const Configuration& configuration, const Codec& codec, const Clock& clock,
          const FeedOrigin& origin, const FeedPublisher::Positions& positions, const Trust& trust) {
    // example of daemon/feed.hpp
    const auto hooks = feed_hooks(codec, clock, origin, FeedShows::everything);
    FeedPublisher feed(context, feed_options(configuration, trust), hooks, positions);
    // end of the example
}

void front(const Front::Dependencies& parts, std::chrono::milliseconds linger) {
    // example of daemon/front.hpp
    Front front(parts);
    front.drain();       // refuses new commands; those that were accepted are decided
    front.stop(linger);  // after the committer has answered them
    // end of the example
}

void stored_history(const Configuration& configuration, const Limits& limits, const Codec& codec, const Clock& clock,
                    Log& log, ReadModels& models) {
    // example of daemon/stored_history.hpp
    StoredHistory history = open_history(configuration.store, limits.remembered_commands, codec, clock, log);
    models.go_on_from(std::move(history.recovered.view));
    // end of the example
}

void damage_watch(StoreClaim& claim, const Clock& clock, Log& log) {
    // example of core/retention/damage_watch.hpp
    DamageWatch store(claim.open(), clock, log);
    auto page = store.read(41, 100, 1 << 20);  // throws StoreDamaged, as the store does
    if (store.damaged_reads() > 0) log.warn("there is damage");
    // end of the example
}

void scrubber(const EventStore& store, const Clock& clock, Log& log) {
    const bool running = false;
    // example of core/retention/scrubber.hpp
    Scrubber scrubber(store, clock, log, std::chrono::hours{24});
    while (running) std::this_thread::sleep_for(scrubber.step());  // how long until the next step
    // end of the example
}

void read_ahead(const std::function<bool(std::vector<int>&)>& read_next,
                const std::function<void(const std::vector<int>&)>& use) {
    using Page = std::vector<int>;
    // example of core/snapshots/read_ahead.hpp
    ReadAhead<Page> pages([&](Page& page) { return read_next(page); }, std::launch::async);  // true: more follow
    while (Page* page = pages.next()) use(*page);
    // end of the example
}

void outcome_retention(EventStore& store, const Clock& clock, const Limits& limits) {
    // example of core/retention/outcome_retention.hpp
    OutcomeRetention outcomes(store, clock, limits.remembered_commands, std::chrono::hours{168});
    outcomes.step();  // every second, say
    // end of the example
}

void caretaker(DamageWatch& store, const StoreSettings& settings, const Limits& limits, const Clock& clock, Log& log) {
    // example of daemon/caretaker.hpp
    Caretaker caretaker(store, settings, limits.remembered_commands, clock, log);
    caretaker.start();  // knows how much room there is when it returns
    if (caretaker.room().is_short()) log.warn("commands are refused");
    caretaker.stop();
    // end of the example
}

int room_at_start(const StoreSettings& settings, Log& log, const std::function<void(const std::string&)>& tell,
                  const std::function<bool()>& pause) {
    // example of daemon/room_at_start.hpp
    const FileSystemRoom disk(settings.directory());
    if (!wait_for_room(disk, settings.min_free_bytes, log, tell, pause)) return EXIT_SUCCESS;
    // end of the example
    return EXIT_FAILURE;
}

void upkeep(const StoreSettings& settings, const StoredHistory& history, ReadModels& models, const Codec& codec,
            const Clock& clock, Log& log, Committer& committer) {
    // example of daemon/upkeep.hpp
    Upkeep upkeep(settings, history, models, codec, clock, log);
    upkeep.start();  // after the read models have the store's events
    committer.start({&upkeep.observer()});
    upkeep.stop();  // writes a last snapshot
    // end of the example
}

}  // namespace
}  // namespace hf
