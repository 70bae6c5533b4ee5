#include "exporter/access_token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::exporter {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(AccessToken, IsInTheHeaderThatSaysIt) {
    const auto token = AccessToken::parse("0123456789abcdef-._~+/==");
    ASSERT_TRUE(token) << token.error();
    for (const auto* header : {"Bearer 0123456789abcdef-._~+/==", "bearer 0123456789abcdef-._~+/=="})
        EXPECT_TRUE(token->is_in(header)) << header;
    for (const auto* header :
         {"", "Bearer", "Bearer ", "0123456789abcdef-._~+/==", "Basic  0123456789abcdef-._~+/==",
          "Bearer 0123456789abcdef-._~+/=", "Bearer 0123456789abcdef-._~+/=!",
          "Bearer 0123456789ABCDEF-._~+/==", "Bearer 0123456789abcdef-._~+/== ", "Bearer  0123456789abcdef-._~+/=="})
        EXPECT_FALSE(token->is_in(header)) << header;
}

TEST(AccessToken, IsRefusedIfItCouldBeGuessedOrNotBeSent) {
    EXPECT_TRUE(AccessToken::parse(std::string(AccessToken::shortest, 'a')));
    EXPECT_TRUE(AccessToken::parse(std::string(AccessToken::longest, 'a')));
    for (const auto size : {std::size_t{0}, AccessToken::shortest - 1, AccessToken::longest + 1}) {
        const auto token = AccessToken::parse(std::string(size, 'a'));
        ASSERT_FALSE(token) << size;
        EXPECT_THAT(token.error(), HasSubstr("16 to 1024 characters"));
    }
    for (const std::string text : {"secret words of many", "secretsecretsecret\n", "secretsecretsecret\r",
                                   "secret=secretsecret", "====================", "sécretsecretsecret"}) {
        const auto token = AccessToken::parse(text);
        ASSERT_FALSE(token) << text;
        EXPECT_THAT(token.error(), AllOf(HasSubstr("letters, digits"), Not(HasSubstr("secret"))));
    }
}

}  // namespace
}  // namespace hf::exporter
