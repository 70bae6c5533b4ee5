#include "core/pipeline/store_room.hpp"

#include "core/text/size.hpp"

namespace hf {
namespace {

// Somebody has to make room first.
constexpr std::uint32_t retry_after_ms = 5000;

}  // namespace

void StoreRoom::look() {
    const auto free = disk_.free_bytes();
    if (!free) return;
    free_ = *free;
    const bool was_short = short_;
    const bool was_scarce = scarce_;
    short_ = below(least_, *free, was_short);
    scarce_ = below(least_to_start(least_), *free, was_scarce);
    tell(was_short, was_scarce);
}

void StoreRoom::tell(bool was_short, bool was_scarce) const {
    const auto free = size_of(free_);
    if (short_ && !was_short)
        log_.warn(
            fmt::format("the disk of the store has {} left, and store.min_free_bytes is {}: commands are refused until "
                        "it has {}, but for those that give machines back or stop them",
                        free, size_of(least_), size_of(enough(least_))));
    if (scarce_ && !was_scarce)
        log_.warn(
            fmt::format("the disk of the store has {} left: commands that give machines back or stop them are refused, "
                        "too, until it has {}",
                        free, size_of(enough(least_to_start(least_)))));
    if (was_short && !short_)
        log_.info(fmt::format("the disk of the store has {} again: commands are taken ({} were refused so far)", free,
                              refused_.load()));
    else if (was_scarce && !scarce_)
        log_.info(fmt::format("the disk of the store has {} again: machines can be given back and stopped", free));
}

Error StoreRoom::too_little(bool ends_costs) const {
    ++refused_;
    auto refusal =
        ends_costs ? error(Code::busy,
                           "the disk of the store has {} left, and a quarter of store.min_free_bytes ({}) is kept for "
                           "what must be recorded: not even what ends costs is taken until there is room",
                           size_of(free_), size_of(least_))
                   : error(Code::busy,
                           "the disk of the store has {} left, and store.min_free_bytes is {}: nothing new is taken "
                           "until there is room, but for what gives machines back or stops them",
                           size_of(free_), size_of(least_));
    refusal.details["limit"] = Value("min_free_bytes");
    refusal.retry_after_ms = retry_after_ms;
    return refusal;
}

}  // namespace hf
