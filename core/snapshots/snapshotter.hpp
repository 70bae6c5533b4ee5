// Snapshotter: writes a snapshot whenever so many events have come since the last one, on a
// thread of its own, and a last one when it stops. So a start reads the state, and the few
// events that came after.
//
//     Snapshotter snapshotter({models, store, snapshots, codec, log, 50'000});
//     snapshotter.start();
//     snapshotter.committed(batch, touched);     // the committer
//     snapshotter.stop();
//
// Each writes what has changed since the last: the read models are locked for as long as it
// takes to collect pointers, and commits go on meanwhile. A snapshot that can't be written
// is told once, and tried again with the next; it is a cache.
//
// start() and stop() by one thread; figures() by any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <thread>

#include "core/pipeline/committer.hpp"
#include "core/ports/log.hpp"
#include "core/ports/snapshot_store.hpp"

namespace hf {

class Snapshotter final : public CommitObserver {
public:
    struct Dependencies {
        ReadModels& models;
        const EventStore& store;
        SnapshotStore& snapshots;
        const Codec& codec;
        Log& log;
        std::uint64_t every_events{};  // 0: never
        // What a snapshot makes possible, with its position; on the snapshotter's thread.
        std::function<void(Position)> written = [](Position) {};
    };

    // `at`: the position of the snapshot that there is; 0: none.
    Snapshotter(Dependencies dependencies, Position at)
        : with_(std::move(dependencies)), written_(at), tried_(at), head_(at) {}
    ~Snapshotter() override { stop(); }
    Snapshotter(const Snapshotter&) = delete;
    Snapshotter& operator=(const Snapshotter&) = delete;

    // `head`: of the last event that the read models know.
    void start(Position head);
    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;
    void stop();

    [[nodiscard]] Position position() const { return written_; }
    [[nodiscard]] std::uint64_t written() const { return snapshots_; }
    [[nodiscard]] std::uint64_t failed() const { return failures_; }

private:
    void run();
    void write();
    [[nodiscard]] bool due() const { return head_ - tried_ >= with_.every_events; }

    Dependencies with_;
    std::atomic<Position> written_;
    std::atomic<Position> tried_;
    std::atomic<Position> head_;
    std::atomic<std::uint64_t> snapshots_ = 0;
    std::atomic<std::uint64_t> failures_ = 0;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool stopping_ = false;
    bool whole_ = true;  // nobody has noted what has changed since the last one, or there is none
    std::thread thread_;
};

}  // namespace hf
