// RunningBus: ledger, committer and read models with their threads, as the daemon runs them, on an
// in-memory store.
//
//     RunningBus bus;
//     auto outcome = bus.tell("command-1", create_request(1));
//     EXPECT_TRUE(got(outcome)->accepted);
#pragma once

#include <future>

#include "core/bus/command_bus.hpp"
#include "core/catalogue.hpp"
#include "core/pipeline/committer.hpp"
#include "core/pipeline/ledger.hpp"
#include "tests/unit/support/gated_event_store.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {

// Waits for the result of another thread; fails the test if it never comes.
template <class T>
T got(std::future<T>& future) {
    if (future.wait_for(std::chrono::seconds{60}) != std::future_status::ready)
        throw std::runtime_error("this never came");
    return future.get();
}
template <class T>
T got(std::future<T>&& future) {
    return got(future);
}
template <class T>
bool has_come(const std::future<T>& future) {
    return future.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

// What a caller hears of a command.
struct Heard : CommandOutcome {
    bool duplicate{};
};

class RunningBus final : private EventPublisher, private CommitObserver {
public:
    using ToldOutcome = std::future<std::optional<Heard>>;

    // Begins with a provider "local" and a template "small" without a limit.
    explicit RunningBus(Site site = {});
    ~RunningBus() override;
    RunningBus(const RunningBus&) = delete;
    RunningBus& operator=(const RunningBus&) = delete;

    template <class C>
    ToldOutcome tell(const std::string& id, C command) {
        return decide(id, deciding(std::move(command), codec));
    }
    ToldOutcome decide(const std::string& id, const Decide& decide);

    // Passes every batch that is committed from now on to the observer; null for none.
    void inform(CommitObserver* observer);

    // What was published, observed and reported, in order.
    [[nodiscard]] std::vector<RecordedEvent> published() const;
    [[nodiscard]] std::vector<Position> observed() const;
    [[nodiscard]] std::vector<std::string> failures() const;
    [[nodiscard]] std::vector<RecordedEvent> stored() const { return store.read(0, 1'000'000, 1U << 30); }
    [[nodiscard]] Position position_of_models() const {
        return models.read([](const View& view) { return view.state.position(); });
    }

    ManualClock clock;
    CountingIds ids;
    MsgpackCodec codec;
    AccessControl access;
    GatedEventStore store;
    CommitQueue queue;
    Ledger ledger;
    ReadModels models;
    CommandBus commands{codec};
    Committer committer;

private:
    void publish(std::vector<RecordedEvent> events) override;
    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;
    void failed(const std::string& what);

    mutable Mutex mutex_;
    CommitObserver* informed_ GUARDED_BY(mutex_) = nullptr;
    std::vector<RecordedEvent> published_ GUARDED_BY(mutex_);
    std::vector<Position> observed_ GUARDED_BY(mutex_);
    std::vector<std::string> failures_ GUARDED_BY(mutex_);
};

}  // namespace hf::testing
