// A start waits for room on the store's disk, and says so.
#include "daemon/room_at_start.hpp"

#include <gmock/gmock.h>

#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Has another value at each look; the last one stays.
class ChangingDisk final : public DiskRoom {
public:
    explicit ChangingDisk(std::vector<std::optional<std::uint64_t>> values) : values_(std::move(values)) {}
    [[nodiscard]] std::optional<std::uint64_t> free_bytes() const override {
        const auto value = values_[at_];
        if (at_ + 1 < values_.size()) ++at_;
        return value;
    }

private:
    std::vector<std::optional<std::uint64_t>> values_;
    mutable std::size_t at_ = 0;
};

struct RoomAtStart : ::testing::Test {
    RememberingLog log;
    std::vector<std::string> told;
    int pauses_left = 100;

    bool starts_with(std::vector<std::optional<std::uint64_t>> free) {
        const ChangingDisk disk(std::move(free));
        return wait_for_room(
            disk, 4096, log, [&](const std::string& status) { told.push_back(status); },
            [&] { return pauses_left-- > 0; });
    }
};

TEST_F(RoomAtStart, IsAQuarterOfTheReserve) {
    EXPECT_TRUE(starts_with({1024}));
    EXPECT_TRUE(starts_with({std::nullopt})) << "where nobody knows";
    EXPECT_THAT(log.lines(), IsEmpty());
}

TEST_F(RoomAtStart, IsWaitedForAndToldEachTime) {
    EXPECT_TRUE(starts_with({0, 1023, 1024}));
    EXPECT_THAT(told, ElementsAre("waiting for room on the disk of the store: 0 bytes are left, and 1 KiB needed",
                                  "waiting for room on the disk of the store: 1023 bytes are left, and 1 KiB needed"));
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("it waits for room"), HasSubstr("the start goes on")));
}

TEST_F(RoomAtStart, IsNotWaitedForAfterASignal) {
    pauses_left = 3;
    EXPECT_FALSE(starts_with({5}));
    EXPECT_EQ(told.size(), 4U);
}

}  // namespace
}  // namespace hf::testing
