#include "core/pipeline/command_rates.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::steady_clock::time_point begin{100s};

Caller caller(std::string name, std::optional<std::uint32_t> per_second) {
    return {.principal = std::move(name), .limits = {.commands_per_second = per_second}};
}

TEST(CommandRates, HoldEachToHisOwn) {
    CommandRates rates;
    EXPECT_EQ(rates.wait_of(caller("a", 2), begin), std::nullopt);
    EXPECT_EQ(rates.wait_of(caller("a", 2), begin), std::nullopt);
    EXPECT_EQ(rates.wait_of(caller("a", 2), begin), 500ms);
    EXPECT_EQ(rates.wait_of(caller("b", 2), begin), std::nullopt);
    EXPECT_EQ(rates.wait_of(caller("a", 2), begin + 250ms), 250ms);
    EXPECT_EQ(rates.wait_of(caller("a", 2), begin + 500ms), std::nullopt);
    EXPECT_EQ(rates.wait_of(caller("a", 2), begin + 500ms), 500ms);
}

TEST(CommandRates, WithoutALimitThereIsNone) {
    CommandRates rates;
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(rates.wait_of(caller("a", {}), begin), std::nullopt);
}

TEST(CommandRates, ANewLimitHoldsFromNowOn) {
    CommandRates rates;
    EXPECT_EQ(rates.wait_of(caller("a", 1), begin), std::nullopt);
    EXPECT_EQ(rates.wait_of(caller("a", 1), begin), 1000ms);
    EXPECT_EQ(rates.wait_of(caller("a", 10), begin), std::nullopt);
}

TEST(CommandRates, AreThoseOfWhomAGatewayAsksFor) {
    CommandRates rates;
    auto gate = caller("gate", 1);
    gate.on_behalf_of = "rob";
    EXPECT_EQ(rates.wait_of(gate, begin), std::nullopt);
    EXPECT_EQ(rates.wait_of(caller("rob", 1), begin), 1000ms);
    EXPECT_EQ(rates.wait_of(caller("gate", 1), begin), std::nullopt);
}

}  // namespace
}  // namespace hf
