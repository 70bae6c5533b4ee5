// UuidV7Source: time-ordered UUIDs (RFC 9562, version 7) from getrandom(2).
//
//     UuidV7Source ids;
//     ids.next();  // "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
//
// Each id is greater than the one before, as a number and as text, even within a millisecond and
// when the clock steps back: then the ids continue from the latest time that was seen. Ids of
// several sources differ by 73 random bits.
//
// Thread-safe. Errors: std::system_error if the kernel gives no random bytes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/ports/clock.hpp"
#include "core/ports/id_source.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class UuidV7Source final : public IdSource {
public:
    UuidV7Source();                             // uses the system's clock
    explicit UuidV7Source(const Clock& clock);  // the clock must outlive the source

    [[nodiscard]] std::string next() override;

private:
    const Clock& clock_;
    Mutex mutex_;
    std::array<std::uint64_t, 512> random_ GUARDED_BY(mutex_){};
    std::size_t used_ GUARDED_BY(mutex_) = random_.size();
    std::int64_t milliseconds_ GUARDED_BY(mutex_) = -1;
    std::uint64_t high_ GUARDED_BY(mutex_) = 0;  // 12 bits, between version and variant
    std::uint64_t low_ GUARDED_BY(mutex_) = 0;   // 62 bits, after the variant
};

}  // namespace hf
