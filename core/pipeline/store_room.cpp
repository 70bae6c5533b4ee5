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
    if (!short_ && *free < least_) {
        short_ = true;
        log_.warn(
            fmt::format("the disk of the store has {} left, and store.min_free_bytes is {}: commands are refused until "
                        "it has {}",
                        size_of(*free), size_of(least_), size_of(enough())));
    } else if (short_ && *free >= enough()) {
        short_ = false;
        log_.info(fmt::format("the disk of the store has {} again: commands are taken ({} were refused so far)",
                              size_of(*free), refused_.load()));
    }
}

Error StoreRoom::too_little() const {
    ++refused_;
    auto refusal = error(Code::busy,
                         "the disk of the store has {} left, and store.min_free_bytes is {}: nothing new is taken "
                         "until there is room",
                         size_of(free_), size_of(least_));
    refusal.details["limit"] = Value("min_free_bytes");
    refusal.retry_after_ms = retry_after_ms;
    return refusal;
}

}  // namespace hf
