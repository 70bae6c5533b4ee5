#include "adapters/system/uuid_v7_source.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <span>
#include <system_error>

#include "adapters/system/system_clock.hpp"

namespace hf {
namespace {

constexpr std::uint64_t low_mask = (std::uint64_t{1} << 62) - 1;
constexpr std::uint64_t high_mask = 0xfff;

void fill_random(std::span<std::byte> target) {
    while (!target.empty()) {
        const auto got = ::getrandom(target.data(), target.size(), 0);
        if (got >= 0)
            target = target.subspan(static_cast<std::size_t>(got));
        else if (errno != EINTR)
            throw std::system_error(errno, std::system_category(), "getrandom");
    }
}

const Clock& system_clock() {
    static const SystemClock clock;
    return clock;
}

}  // namespace

UuidV7Source::UuidV7Source() : UuidV7Source(system_clock()) {}

UuidV7Source::UuidV7Source(const Clock& clock) : clock_(clock) {}

std::string UuidV7Source::next() {
    const MutexLock lock(mutex_);
    // The kernel is asked for many at a time: a call for each id is a tenth of what a command costs its worker.
    if (used_ + 2 > random_.size()) {
        fill_random(std::as_writable_bytes(std::span(random_)));
        used_ = 0;
    }
    const std::span random(random_.data() + used_, 2);
    used_ += 2;
    const auto now = clock_.now().microseconds / 1000;
    if (now > milliseconds_) {
        milliseconds_ = now;
        // The top bit starts at 0, so that there is room to count on within a millisecond (RFC 9562, 6.2).
        high_ = random[0] & (high_mask >> 1);
        low_ = random[1] & low_mask;
    } else {
        // The step is random, so that an id does not reveal the next.
        low_ += 1 + (random[0] & 0xffff'ffff);
        if (low_ > low_mask) {
            low_ &= low_mask;
            if (++high_ > high_mask) {
                high_ = 0;
                ++milliseconds_;
            }
        }
    }
    const auto time = static_cast<std::uint64_t>(milliseconds_) & 0xffff'ffff'ffff;
    return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", time >> 16, time & 0xffff, high_, 0x8000 | (low_ >> 48),
                       low_ & 0xffff'ffff'ffff);
}

}  // namespace hf
