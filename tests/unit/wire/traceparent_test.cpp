#include "core/wire/traceparent.hpp"

#include <gtest/gtest.h>

namespace hf::testing {
namespace {

const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Traceparent, HasTheFormOfTheW3c) {
    EXPECT_EQ(Traceparent::check(good), "");
    EXPECT_EQ(Traceparent::check("00-00000000000000000000000000000001-0000000000000001-00"), "");
    for (const auto* wrong : {
             "",
             "00",
             "00-",
             "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-001",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
             "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b77-01",
             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
             "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
         })
        EXPECT_NE(Traceparent::check(wrong), "") << wrong;
    for (std::size_t size = 0; size < good.size(); ++size) EXPECT_NE(Traceparent::check(good.substr(0, size)), "");
}

}  // namespace
}  // namespace hf::testing
