#include "core/domain/request/launch_token.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

TEST(LaunchToken, TellsItsRequest) {
    Request request;
    request.request_id = RequestId{"req-01-ab"};
    request.attempts = 2;
    const auto token = launch_token(request.request_id, 2);
    EXPECT_EQ(token, "01-ab-2");
    EXPECT_EQ(request_named_by(token), request.request_id);
    EXPECT_TRUE(bore(request, "01-ab-1"));
    EXPECT_TRUE(bore(request, "01-ab-2"));
}

TEST(LaunchToken, IsNoOtherText) {
    Request request;
    request.request_id = RequestId{"req-01"};
    request.attempts = 12;
    for (const auto* other : {"", "-", "01", "01-", "01-0", "01-13", "01-012", "01-1x", "01-99999999999", "02-1", "-1"})
        EXPECT_FALSE(bore(request, other)) << other;
    EXPECT_EQ(request_named_by("of"), RequestId{"req-"});
}

}  // namespace
}  // namespace hf
