#include "core/pipeline/command_rates.hpp"

namespace hf {

std::optional<std::chrono::milliseconds> CommandRates::wait_of(const Caller& caller,
                                                               std::chrono::steady_clock::time_point now) {
    const auto& most = caller.limits.commands_per_second;
    if (!most) return std::nullopt;
    const MutexLock lock(mutex_);
    auto& rate = rates_.try_emplace(caller.owner(), Rate{*most, RateLimit(*most)}).first->second;
    if (rate.per_second != *most) rate = {*most, RateLimit(*most)};  // the principals were read anew
    const auto next = rate.limit.next_call(now);
    if (next > now) return std::chrono::ceil<std::chrono::milliseconds>(next - now);
    rate.limit.called();
    return std::nullopt;
}

}  // namespace hf
