// Committer: brings what was decided to the disk, and from there to everybody: read models,
// feed, observers, and last the clients who wait (P1, P5).
//
//     Committer committer(parts);
//     committer.step();                         // on this thread: commits what is queued now
//     committer.start({&provisioner, &other});  // from now on a thread of its own does
//     committer.commit_here(decide);            // on this thread, if nothing else is being committed
//     committer.stop();                         // commits what is queued, and ends
//
// Thread-safe: one thread commits at a time, and step() waits for its turn. A program that has no
// threads gives the observers to observe() and calls step() alone; GroupCommit takes the
// single stages of a step apart.
//
// When the store fails, no client hears `ok`: every waiting command gets nothing, and
// on_failure is called once, by the thread that commits; the process must end.
#pragma once

#include <atomic>
#include <thread>

#include "core/figures/latency_histogram.hpp"
#include "core/pipeline/group_commit.hpp"
#include "core/ports/clock.hpp"

namespace hf {

class Committer {
public:
    struct Dependencies {
        const Clock& clock;
        CommitQueue& queue;
        EventStore& store;
        const Codec& codec;
        Ledger& ledger;
        ReadModels& models;
        EventPublisher& publisher;
        std::function<void(const std::string& what)> on_failure;
    };

    explicit Committer(Dependencies dependencies) : with_(std::move(dependencies)) {}
    ~Committer() { stop(); }
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    // Sets the observers that are called for every group, in this order. Not while it is running.
    void observe(std::vector<CommitObserver*> observers) EXCLUDES(turn_);

    // Commits what is queued, without waiting for anything to come. False if nothing was queued.
    bool step() EXCLUDES(turn_);

    // Calls `decide` and commits what that has queued, on the caller's thread, which saves a lonely command the way to
    // the committer's thread and back. False, and nothing is called, while something else is being committed or queued.
    bool commit_here(const std::function<void()>& decide) EXCLUDES(turn_);

    void start(std::vector<CommitObserver*> observers);
    void stop();

    [[nodiscard]] CommitFigures figures() const;
    // Commands that are decided and not on the disk yet.
    [[nodiscard]] std::size_t waiting() const { return with_.queue.waiting() + in_hand_; }

private:
    bool commit_queued() REQUIRES(turn_);
    void commit(GroupCommit& group) REQUIRES(turn_);
    void advance(GroupCommit& group);

    Dependencies with_;
    Mutex turn_;  // of the thread that commits; held over the sync
    std::vector<CommitObserver*> observers_ GUARDED_BY(turn_);
    bool failed_ GUARDED_BY(turn_) = false;
    std::atomic<std::uint64_t> batches_ = 0;
    std::atomic<std::uint64_t> events_ = 0;
    std::atomic<std::size_t> in_hand_ = 0;  // commands of the group under way that are not on the disk yet
    LatencyHistogram sync_;
    std::thread thread_;
};

}  // namespace hf
