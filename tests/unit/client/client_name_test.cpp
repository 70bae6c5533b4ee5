#include "client/client_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::testing {
namespace {

TEST(ClientName, TellsUserHostAndProgram) {
    EXPECT_THAT(client_name(), ::testing::MatchesRegex("[^@]+@[^ ]+ hf_unit_tests"));
    EXPECT_LE(client_name().size(), 128U);
}

}  // namespace
}  // namespace hf::testing
