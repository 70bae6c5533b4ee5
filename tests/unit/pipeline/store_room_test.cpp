// Below a reserve on the store's disk new commands are refused, and taken again where there is room.
#include "core/pipeline/store_room.hpp"

#include <gmock/gmock.h>

#include "core/text/size.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class SetDisk final : public DiskRoom {
public:
    std::optional<std::uint64_t> free;
    [[nodiscard]] std::optional<std::uint64_t> free_bytes() const override { return free; }
};

struct StoreRoomTest : ::testing::Test {
    SetDisk disk;
    RememberingLog log;
    StoreRoom room{disk, 1000, log};

    // Whether commands are taken with so many bytes left.
    bool takes_with(std::optional<std::uint64_t> free) {
        disk.free = free;
        room.look();
        EXPECT_EQ(room.is_short(), room.refusal(false).has_value());
        return !room.is_short();
    }
    bool ends_costs_with(std::uint64_t free) {
        takes_with(free);
        return !room.refusal(true);
    }
};

TEST_F(StoreRoomTest, RefusesBelowTheReserveUntilThereIsAQuarterMore) {
    EXPECT_TRUE(takes_with(1000));
    EXPECT_FALSE(takes_with(999));
    EXPECT_FALSE(takes_with(1249));
    EXPECT_TRUE(takes_with(1250));
    EXPECT_TRUE(takes_with(1000)) << "it is not at the border any more";
    EXPECT_FALSE(takes_with(0));
}

TEST_F(StoreRoomTest, TakesWhatEndsCostsAsLongAsAQuarterIsLeft) {
    EXPECT_TRUE(ends_costs_with(1000));
    EXPECT_TRUE(ends_costs_with(250));
    EXPECT_FALSE(ends_costs_with(249));
    EXPECT_FALSE(ends_costs_with(311));
    EXPECT_TRUE(ends_costs_with(312));
    EXPECT_FALSE(takes_with(312)) << "everything else waits for the whole reserve";
    EXPECT_FALSE(ends_costs_with(0));
    EXPECT_TRUE(ends_costs_with(1250));
}

TEST_F(StoreRoomTest, TellsBothOnceInTheLog) {
    for (const auto free : {999U, 998U, 1100U, 500U, 2000U, 1500U}) takes_with(free);
    EXPECT_THAT(log.lines(), SizeIs(2));
    EXPECT_EQ(log.lines().front(),
              "the disk of the store has 999 bytes left, and store.min_free_bytes is 1000 bytes: commands are refused "
              "until it has 1.2 KiB, but for those that give machines back or stop them");
    EXPECT_THAT(log.lines().back(), HasSubstr("commands are taken"));
}

TEST_F(StoreRoomTest, TellsOnceThatNotEvenWhatEndsCostsIsTaken) {
    for (const auto free : {900U, 200U, 100U, 800U, 700U, 5000U}) takes_with(free);
    ASSERT_THAT(log.lines(), SizeIs(4));
    EXPECT_EQ(log.lines()[1],
              "the disk of the store has 200 bytes left: commands that give machines back or stop them are refused, "
              "too, until it has 312 bytes");
    EXPECT_EQ(log.lines()[2], "the disk of the store has 800 bytes again: machines can be given back and stopped");
}

TEST_F(StoreRoomTest, SaysWhenToAskAgain) {
    takes_with(12);
    const auto refusal = room.refusal(false);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->code, Code::busy) << "nothing was done, and the same message may succeed later";
    EXPECT_TRUE(refusal->retryable);
    EXPECT_EQ(refusal->retry_after_ms, 5000U);
    EXPECT_EQ(refusal->details.at("limit"), Value("min_free_bytes"));
    EXPECT_THAT(refusal->message, HasSubstr("the disk of the store has 12 bytes left"));
    EXPECT_THAT(room.refusal(true)->message, HasSubstr("a quarter of store.min_free_bytes (1000 bytes) is kept"));
    EXPECT_EQ(room.refused(), 3U) << "one of them by takes_with()";
}

TEST_F(StoreRoomTest, TakesCommandsWhereTheDiskDoesNotSay) {
    EXPECT_TRUE(takes_with(std::nullopt));
    EXPECT_FALSE(takes_with(3));
    EXPECT_FALSE(takes_with(std::nullopt)) << "what was known last";
}

TEST(StoreRoomWithoutAReserve, TakesCommandsToTheLastByte) {
    SetDisk disk;
    RememberingLog log;
    StoreRoom room(disk, 0, log);
    disk.free = 0;
    room.look();
    EXPECT_FALSE(room.refusal(false));
    EXPECT_FALSE(room.refusal(true));
}

TEST(SizeOf, IsWhatPeopleWrite) {
    EXPECT_EQ(size_of(0), "0 bytes");
    EXPECT_EQ(size_of(1023), "1023 bytes");
    EXPECT_EQ(size_of(1536), "1.5 KiB");
    EXPECT_EQ(size_of(std::uint64_t{128} << 20), "128 MiB");
    EXPECT_EQ(size_of(~std::uint64_t{0}), "16 EiB");
}

}  // namespace
}  // namespace hf::testing
