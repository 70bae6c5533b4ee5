// Committer: one thread that takes what was decided to the disk, and from there to
// everybody: read models, feed, observers, and last the clients who wait (P1, P5).
//
// When the store fails, nobody hears `ok`: every waiting command gets nothing, and
// on_failure is called once, from the committer's thread; the process must end.
#pragma once

#include <atomic>
#include <thread>

#include "core/figures/latency_histogram.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/ports/event_publisher.hpp"
#include "core/read_models/read_models.hpp"

namespace hf {

class CommitObserver {
public:
    virtual ~CommitObserver() = default;
    // In order, on the committer's thread, after the read models have the batch. Must not block.
    virtual void committed(std::span<const NumberedEvent> batch, const Touched& touched) = 0;
};

class Committer {
public:
    struct Dependencies {
        CommitQueue& queue;
        EventStore& store;
        const Codec& codec;
        Ledger& ledger;
        ReadModels& models;
        EventPublisher& publisher;
        std::vector<CommitObserver*> observers;  // told in this order
        std::function<void(const std::string& what)> on_failure;
    };

    explicit Committer(Dependencies dependencies) : with_(std::move(dependencies)) {}
    ~Committer() { stop(); }
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    void start();
    // Commits what is queued and ends.
    void stop();

    [[nodiscard]] CommitFigures figures() const;
    // Decided, and not on the disk yet.
    [[nodiscard]] std::size_t waiting() const { return with_.queue.waiting() + in_hand_; }

private:
    void run();
    void commit(std::vector<Commit>& batch);
    void append(std::span<const RecordedEvent> records, std::span<const CommandOutcome> outcomes);

    Dependencies with_;
    std::atomic<std::uint64_t> batches_ = 0;
    std::atomic<std::uint64_t> events_ = 0;
    std::atomic<std::size_t> in_hand_ = 0;  // commands of the batch under way
    LatencyHistogram sync_;
    std::thread thread_;
};

}  // namespace hf
