#include <gtest/gtest.h>

#include <set>

#include "core/domain/request/request.hpp"

namespace hf {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

const std::set<Pair> legal = {
    {"pending", "in_progress"},   {"pending", "complete"},     {"pending", "failed"},      {"pending", "cancelled"},
    {"pending", "timeout"},       {"in_progress", "complete"}, {"in_progress", "partial"}, {"in_progress", "failed"},
    {"in_progress", "cancelled"}, {"in_progress", "timeout"},
};
const std::set<std::string_view> open = {"pending", "in_progress"};

TEST(RequestTransitions, AreTheseAndNoOthers) {
    constexpr auto count = enum_names<RequestStatus>.size();
    ASSERT_EQ(count, 7U);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < count; ++j) {
            const auto from = static_cast<RequestStatus>(i);
            const auto to = static_cast<RequestStatus>(j);
            EXPECT_EQ(request_transitions.allows(from, to), legal.contains({name_of(from), name_of(to)}))
                << name_of(from) << " to " << name_of(to);
        }
}

TEST(RequestTransitions, EndWhereNothingComesAfter) {
    for (std::size_t i = 0; i < enum_names<RequestStatus>.size(); ++i) {
        const auto status = static_cast<RequestStatus>(i);
        EXPECT_EQ(is_open(status), open.contains(name_of(status))) << name_of(status);
        EXPECT_EQ(request_transitions.is_final(status), !open.contains(name_of(status))) << name_of(status);
    }
}

TEST(RequestStatus, IsAWordOnTheWire) {
    for (const auto* word : {"pending", "in_progress", "complete", "partial", "failed", "cancelled", "timeout"}) {
        const auto status = enum_from<RequestStatus>(word);
        ASSERT_TRUE(status) << word;
        EXPECT_EQ(name_of(*status), word);
    }
    EXPECT_FALSE(enum_from<RequestStatus>("done"));
}

TEST(RequestType, IsAWordOnTheWire) {
    EXPECT_EQ(name_of(RequestType::acquire), "acquire");
    EXPECT_EQ(name_of(RequestType::give_back), "return");
}

}  // namespace
}  // namespace hf
