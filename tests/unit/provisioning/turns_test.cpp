#include "core/provisioning/turns.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

Turn turn(const std::string& id, std::int64_t created, int rank = 0) {
    return {rank, Timestamp{created}, RequestId{id}};
}

TEST(Turns, OfOneUserGoByAge) {
    Turns turns;
    Shares shares;
    turns.add(turn("young", 2), "anna");
    turns.add(turn("old", 1), "anna");
    turns.add(turn("old", 1), "anna");
    EXPECT_EQ(turns.size(), 2U);
    EXPECT_EQ(turns.take(shares), RequestId{"old"});
    EXPECT_EQ(turns.take(shares), RequestId{"young"});
    EXPECT_EQ(turns.take(shares), std::nullopt);
}

TEST(Turns, WhatIsNobodysHasItsTurnToo) {
    Turns turns;
    Shares shares;
    shares.add("", 1);
    turns.add(turn("nobodys", 1), "");
    turns.add(turn("annas", 2), "anna");
    EXPECT_EQ(turns.take(shares), RequestId{"annas"});
    EXPECT_EQ(turns.take(shares), RequestId{"nobodys"});
}

TEST(Turns, ForgetsWhatIsTakenOff) {
    Turns turns;
    Shares shares;
    turns.add(turn("a", 1), "anna");
    turns.add(turn("b", 2), "ben");
    turns.erase(turn("a", 1), "anna");
    turns.erase(turn("a", 1), "anna");
    turns.erase(turn("never", 1), "clara");
    EXPECT_EQ(turns.size(), 1U);
    EXPECT_EQ(turns.take(shares), RequestId{"b"});
    EXPECT_TRUE(turns.empty());
}

TEST(Shares, KeepNobodyWhoHasNothing) {
    Shares shares;
    shares.add("anna", 2);
    shares.add("ben", 0);
    EXPECT_EQ(shares.users(), 1U);
    shares.remove("anna", 1);
    EXPECT_EQ(shares.of("anna"), 1U);
    shares.remove("anna", 1);
    shares.remove("clara", 1);
    EXPECT_EQ(shares.users(), 0U);
}

}  // namespace
}  // namespace hf
