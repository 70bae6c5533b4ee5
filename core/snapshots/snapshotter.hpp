// Snapshotter: writes a snapshot after every `every_events` events, on a thread of its own, and a
// last one when it stops. So a start reads the state and the few events that came after it.
// While events come so fast that snapshots would take more than a tenth of the time, the next one waits.
//
//     Snapshotter snapshotter({clock, models, store, snapshots, codec, log, 50'000}, 0);
//     snapshotter.start(store.head());
//     snapshotter.committed(batch, touched);  // the committer
//     snapshotter.stop();
//
// Each snapshot writes what has changed since the last one. The read models are locked while pointers to a few hundred
// aggregates are collected, again and again, and commits go on between these and while the snapshot is written.
//
// A program without threads calls begin() in place of start(), and step() whenever it likes.
//
// Threads: start(), begin(), step() and stop() are called by one thread, the figures by any.
// Errors: a snapshot is a cache, so one that can't be written is logged once and tried again
// after as many events.
#pragma once

#include <atomic>
#include <thread>

#include "core/pipeline/commit_observer.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/event_store.hpp"
#include "core/ports/log.hpp"
#include "core/ports/snapshot_store.hpp"
#include "core/read_models/read_models.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class Snapshotter final : public CommitObserver {
public:
    struct Dependencies {
        const Clock& clock;
        ReadModels& models;
        const EventStore& store;
        SnapshotStore& snapshots;
        const Codec& codec;
        Log& log;
        std::uint64_t every_events{};  // 0: never
        // What a snapshot makes possible, with its position; on the snapshotter's thread.
        std::function<void(Position)> written = [](Position) {};
        std::size_t collected_at_once = 500;
    };

    // `at`: the position of the snapshot that there is; 0: none.
    Snapshotter(Dependencies dependencies, Position at)
        : with_(std::move(dependencies)), written_(at), tried_(at), head_(at) {}
    ~Snapshotter() override { stop(); }
    Snapshotter(const Snapshotter&) = delete;
    Snapshotter& operator=(const Snapshotter&) = delete;

    // `head`: of the last event that the read models know.
    void start(Position head);
    void begin(Position head);
    // Takes the next step of the snapshot that is being made, or of one that is due. False if there is none.
    bool step();
    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;
    void stop();

    [[nodiscard]] Position position() const { return written_; }
    [[nodiscard]] std::uint64_t written() const { return snapshots_; }
    [[nodiscard]] std::uint64_t failed() const { return failures_; }

private:
    void run();
    void make();
    void advance();
    void write(const SnapshotDraft& draft);
    [[nodiscard]] bool due() const;
    [[nodiscard]] std::chrono::steady_clock::duration rest_left() const;

    Dependencies with_;
    std::atomic<Position> written_;
    std::atomic<Position> tried_;
    std::atomic<Position> head_;
    std::atomic<std::chrono::steady_clock::time_point> rests_until_{};
    std::atomic<std::uint64_t> snapshots_ = 0;
    std::atomic<std::uint64_t> failures_ = 0;
    Mutex mutex_;
    Condition woken_;
    bool stopping_ GUARDED_BY(mutex_) = false;
    bool whole_ = true;  // the changes since the last snapshot were not noted, or there is none; of the writing thread
    std::optional<Drafting> drafting_;  // of the writing thread, like the next
    std::chrono::steady_clock::time_point begun_;
    std::thread thread_;
};

}  // namespace hf
