// ClosedLoop: keeps a number of calls in flight until the time, or the number of calls that may be made, is used up.
//
//     ClosedLoop loop(
//         [&](ClosedLoop::Done done) { client.send(command, [done](const auto& reply) { done(failure_of(reply)); }); },
//         Load{.in_flight = 8, .per_s = 20'000, .most = 10'000, .duration = 2s});
//     const auto failure = loop.run(pause);
//     show(loop.timing());
//
// Threads: run() belongs to one; `done` may be called by any other one, once for each call. run() returns when every
// call has ended, so the calls need a timeout of their own. The first failure ends the run.
#pragma once

#include <functional>
#include <optional>

#include "client/call.hpp"
#include "core/threads/mutex.hpp"
#include "ctl/measuring/pause.hpp"
#include "ctl/measuring/timings.hpp"

namespace hf::ctl {

template <class R>
std::optional<CallFailure> failure_of(const Called<R>& called) {
    return called ? std::nullopt : std::optional(called.error());
}

struct Load {
    std::size_t in_flight = 1;
    std::uint64_t per_s{};
    std::uint64_t most{};
    std::chrono::milliseconds duration{};
};

class ClosedLoop {
public:
    using Done = std::function<void(const std::optional<CallFailure>&)>;
    using Send = std::function<void(Done)>;

    ClosedLoop(Send send, const Load& load) : send_(std::move(send)), load_(load) {}

    std::optional<CallFailure> run(const Pause& pause);
    // After run().
    [[nodiscard]] Timing timing() const EXCLUDES(mutex_);

private:
    using Clock = std::chrono::steady_clock;

    // Sends a call if one more may be made now.
    bool send_one() EXCLUDES(mutex_);
    void ended(Clock::time_point sent, const std::optional<CallFailure>& failure) EXCLUDES(mutex_);
    [[nodiscard]] bool may_send() const REQUIRES(mutex_);
    [[nodiscard]] bool is_over() const EXCLUDES(mutex_);

    const Send send_;
    const Load load_;
    Clock::time_point begin_;
    mutable Mutex mutex_;
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::size_t in_flight_ GUARDED_BY(mutex_) = 0;
    std::uint64_t sent_ GUARDED_BY(mutex_) = 0;
    Timings timings_ GUARDED_BY(mutex_);
    Clock::time_point last_ GUARDED_BY(mutex_);  // when the last call ended
    std::optional<CallFailure> failure_ GUARDED_BY(mutex_);
};

}  // namespace hf::ctl
