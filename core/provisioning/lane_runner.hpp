// LaneRunner drives a lane by the clock. One thread looks and steps, `max_calls` others perform the calls, and what the
// lane has decided goes to the ledger. Only these threads call the provider, and one lane never waits for another.
//
//     auto runner = std::make_shared<LaneRunner>(name, provider, settings, dependencies);
//     runner->start();            // begins with what the state says is unfinished
//     runner->look(touched);      // after each commit
//     runner->stop();             // waits for the calls under way, until what they came to is decided
//
// Thread-safe but for start() and stop(), which one thread calls. Owned by shared_ptr: the ledger may answer a
// command when the runner is no longer needed.
#pragma once

#include <deque>
#include <thread>

#include "core/pipeline/ledger.hpp"
#include "core/provisioning/lane.hpp"
#include "core/read_models/read_models.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

// Without a provider, each call fails with the reason why there is none.
using ProviderOrWhy = tl::expected<std::shared_ptr<Provider>, std::string>;

class LaneRunner : public std::enable_shared_from_this<LaneRunner> {
public:
    struct Dependencies {
        const Clock& clock;
        IdSource& ids;
        const Codec& codec;
        Ledger& ledger;
        const ReadModels& models;
        Log& log;
        std::string site;  // the store's id: marks machines as ours
    };

    LaneRunner(const ProviderName& name, ProviderOrWhy provider, const LaneSettings& settings,
               Dependencies dependencies);
    ~LaneRunner() { stop(); }
    LaneRunner(const LaneRunner&) = delete;
    LaneRunner& operator=(const LaneRunner&) = delete;

    void start();
    // Begins no further call, and asks the provider to come back from those under way. stop() waits for them.
    void leave();
    void stop();
    void look(Touched touched);
    [[nodiscard]] LaneCounts counts() const;
    [[nodiscard]] bool has_provider() const { return provider_.has_value(); }

private:
    // News for the lane, for its next turn.
    struct Inbox {
        std::vector<Touched> touched;
        std::vector<CallResult> results;
        std::vector<std::pair<Task, bool>> decided;  // and whether it was accepted
        [[nodiscard]] bool empty() const { return touched.empty() && results.empty() && decided.empty(); }
    };

    [[nodiscard]] Moment moment() const { return {with_.clock.monotonic(), with_.clock.now()}; }
    void steer();
    void perform_calls();
    // Gives the lane what is in the inbox and does what it says. Returns the time of its next turn.
    Agenda::Time turn(Inbox inbox, bool stopping);
    void look(std::span<const Touched> touched, const Moment& now);
    void decide(LaneCommand command);
    template <class Put>
    void tell(Put put);

    const ProviderOrWhy provider_;
    const Dependencies with_;
    const std::uint32_t max_calls_;
    Lane lane_;  // belongs to the steering thread

    mutable Mutex mutex_;
    Condition told_;
    Condition called_;
    bool stopping_ GUARDED_BY(mutex_) = false;  // no more calls are begun
    bool ended_ GUARDED_BY(mutex_) = false;     // all calls have ended
    Inbox inbox_ GUARDED_BY(mutex_);
    std::deque<Call> calls_ GUARDED_BY(mutex_);
    LaneCounts counts_ GUARDED_BY(mutex_);
    std::thread steering_;
    std::vector<std::thread> calling_;
};

}  // namespace hf
