#include "site/listen_address.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hf {
namespace {

TEST(ListenAddress, IsReadAsItIsWritten) {
    for (const auto* text : {"127.0.0.1:9464", "[::1]:9464", "0.0.0.0:0", "metrics.example.org:65535"}) {
        const auto address = parse_listen_address(text);
        ASSERT_TRUE(address) << text << ": " << address.error();
        EXPECT_EQ(address->text(), text);
    }
    EXPECT_EQ(*parse_listen_address("[::1]:9464"), (ListenAddress{"::1", 9464}));
}

TEST(ListenAddress, SaysWhatIsNone) {
    for (const auto* text : {"", "9464", ":9464", "localhost", "localhost:", "localhost:http", "localhost:65536",
                             "localhost:-1", "::1:9464", "[]:1", "a:1:2"}) {
        const auto address = parse_listen_address(text);
        ASSERT_FALSE(address) << text;
        EXPECT_NE(address.error().find(fmt::format("\"{}\"", text)), std::string::npos);
    }
}

}  // namespace
}  // namespace hf
