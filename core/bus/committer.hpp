// Committer: one thread that takes what was decided to the disk, and from there to
// everybody: read models, feed, provisioner, and last the clients who wait (P1, P5).
//
// When the store fails, nobody hears `ok`: every waiting command gets nothing, and
// on_failure is called once, from the committer's thread; the process must end.
#pragma once

#include <thread>

#include "core/bus/ledger.hpp"
#include "core/ports/event_publisher.hpp"
#include "core/read_models/read_models.hpp"

namespace hf {

class CommitObserver {
public:
    virtual ~CommitObserver() = default;
    // In order, on the committer's thread, after the read models have the batch. Must not block.
    virtual void committed(std::span<const PlacedEvent> batch) = 0;
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
        CommitObserver& observer;
        std::function<void(const std::string& what)> on_failure;
    };

    explicit Committer(Dependencies dependencies) : with_(std::move(dependencies)) {}
    ~Committer() { stop(); }
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    void start();
    // Commits what is queued and ends.
    void stop();

private:
    void run();
    void commit(std::vector<Commit>& batch);

    Dependencies with_;
    std::thread thread_;
};

}  // namespace hf
