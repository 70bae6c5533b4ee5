#include "core/provisioning/lane_runner.hpp"

namespace hf {
namespace {

// Deadlines are times of a clock that may be set while the runner sleeps.
constexpr std::chrono::seconds longest_sleep{1};

// Commits and queries wait while a lane looks at so many aggregates.
constexpr std::size_t most_looks_at_once = 100;

bool was_left(const CallResult& result) { return result.error && result.error->kind == ProviderErrorKind::unreachable; }

}  // namespace

LaneRunner::LaneRunner(const ProviderName& name, ProviderOrWhy provider, const LaneSettings& settings,
                       Dependencies dependencies)
    : provider_(std::move(provider)),
      with_(std::move(dependencies)),
      max_calls_(settings.max_calls),
      lane_(name, settings, with_.site, std::hash<std::string>{}(with_.ids.next()), with_.codec, with_.log) {}

void LaneRunner::start() {
    steering_ = std::thread([this] { steer(); });
    for (std::uint32_t i = 0; i < max_calls_; ++i) calling_.emplace_back([this] { perform_calls(); });
}

void LaneRunner::leave() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    called_.notify_all();
    if (provider_) (*provider_)->leave();
}

void LaneRunner::stop() {
    leave();
    for (auto& thread : calling_)
        if (thread.joinable()) thread.join();
    {
        const MutexLock lock(mutex_);
        ended_ = true;
    }
    told_.notify_all();
    if (steering_.joinable()) steering_.join();
}

template <class Put>
void LaneRunner::tell(Put put) {
    {
        const MutexLock lock(mutex_);
        put(inbox_);
    }
    told_.notify_one();
}

void LaneRunner::look(Touched touched) {
    tell([&](Inbox& inbox) { inbox.touched.push_back(std::move(touched)); });
}

LaneCounts LaneRunner::counts() const {
    const MutexLock lock(mutex_);
    return counts_;
}

void LaneRunner::steer() {
    with_.models.read([this](const View& view) { lane_.look_at_all(view.state, moment()); });
    Agenda::Time next{};
    MutexLock lock(mutex_);
    while (true) {
        const auto until = std::min(next, with_.clock.monotonic() + longest_sleep);
        while (!ended_ && inbox_.empty() && told_.wait_until(lock, until)) {
        }
        auto inbox = std::exchange(inbox_, {});
        const bool stopping = stopping_;
        const bool last = ended_;
        lock.unlock();
        next = turn(std::move(inbox), stopping);
        lock.lock();
        if (last) return;
    }
}

Agenda::Time LaneRunner::turn(Inbox inbox, bool stopping) {
    const auto now = moment();
    Lane::Commands commands;
    Lane::Step step;
    look(inbox.touched, now);
    with_.models.read([&](const View& view) {
        for (const auto& [task, accepted] : inbox.decided) lane_.decided(task, accepted, view.state, now);
        // A call that was left says nothing of its provider, and the next start finds what it has done.
        if (stopping) std::erase_if(inbox.results, [](const auto& result) { return was_left(result); });
        for (auto& result : inbox.results)
            for (auto& command : lane_.taken(std::move(result), view.state, now))
                commands.push_back(std::move(command));
        if (!stopping) step = lane_.step(view.state, now);
    });
    for (auto& command : commands) decide(std::move(command));
    for (auto& command : step.commands) decide(std::move(command));
    if (step.next <= now.monotonic) ReadModels::pause();
    const MutexLock lock(mutex_);
    counts_ = lane_.counts();
    for (auto& call : step.calls) calls_.push_back(std::move(call));
    if (!calls_.empty()) called_.notify_all();
    return step.next;
}

void LaneRunner::look(std::span<const Touched> touched, const Moment& now) {
    while (!touched.empty()) {
        with_.models.read([&](const View& view) {
            for (std::size_t looks = 0; !touched.empty() && looks < most_looks_at_once; touched = touched.subspan(1)) {
                lane_.look(touched.front(), view.state, now);
                looks += touched.front().size();
            }
        });
        if (!touched.empty()) ReadModels::pause();
    }
}

void LaneRunner::decide(LaneCommand command) {
    // No correlation: each event takes that of the request that it belongs to.
    const CommandHeader header{{}, with_.ids.next(), {}, {}};
    with_.ledger.decide(
        header, command.decide,
        [runner = weak_from_this(), ends = std::move(command.ends)](const CommandOutcome* outcome, bool, auto) {
            const auto alive = runner.lock();
            // When the store has failed, it is not known what is recorded: a launch whose outcome may be
            // there must not be called again. What was in hand stays so until the next start has looked.
            if (!alive || !ends || !outcome) return;
            alive->tell([&](Inbox& inbox) { inbox.decided.emplace_back(*ends, outcome->accepted); });
        });
}

void LaneRunner::perform_calls() {
    MutexLock lock(mutex_);
    while (true) {
        while (!stopping_ && calls_.empty()) called_.wait(lock);
        if (stopping_) return;
        auto call = std::move(calls_.front());
        calls_.pop_front();
        lock.unlock();
        auto result =
            provider_ ? perform(**provider_, std::move(call))
                      : CallResult{std::move(call), ProviderError{ProviderErrorKind::unreachable, provider_.error()}};
        tell([&](Inbox& inbox) { inbox.results.push_back(std::move(result)); });
        lock.lock();
    }
}

}  // namespace hf
