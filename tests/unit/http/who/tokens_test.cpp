#include "http/who/tokens.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "http/who/token_order.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::http {
namespace {

using ::testing::HasSubstr;

std::string line_for(const std::string& principal, const std::string& word, const std::string& more = {}) {
    return "  - {principal: " + principal + ", sha256: \"" + sha256_of(word) + "\"" + more + "}\n";
}

std::string error_of(const std::string& text) {
    const auto tokens = Tokens::parse(text, "tokens.yaml");
    return tokens ? "" : tokens.error();
}

TEST(Tokens, AreKnownByTheirHash) {
    EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const auto tokens =
        Tokens::parse("tokens:\n" + line_for("maria", "one") + line_for("maria", "two", ", note: laptop") +
                          line_for("carl", "three", ", expires: \"2027-01-31T12:00:00Z\""),
                      "tokens.yaml");
    ASSERT_TRUE(tokens) << tokens.error();
    EXPECT_EQ(tokens->holder_of("one")->principal, "maria");
    EXPECT_EQ(tokens->holder_of("two")->principal, "maria");
    EXPECT_FALSE(tokens->holder_of("two")->until);
    EXPECT_EQ(tokens->holder_of("three")->until->time_since_epoch(), std::chrono::seconds{1'801'396'800});
    for (const auto* word : {"", "One", "one ", "four"}) EXPECT_FALSE(tokens->holder_of(word)) << word;
    EXPECT_FALSE(tokens->holder_of(sha256_of("one"))) << "the hash is no token";
}

TEST(Tokens, OfNobodyLetNobodyIn) {
    for (const auto* last_one_was_taken_away : {"tokens: []\n", "tokens:\n", "# none\n", ""}) {
        const auto tokens = Tokens::parse(last_one_was_taken_away, "tokens.yaml");
        ASSERT_TRUE(tokens) << tokens.error();
        EXPECT_FALSE(tokens->holder_of(""));
    }
}

TEST(Tokens, SayWhatIsWrongWithTheirFile) {
    EXPECT_THAT(error_of("tokns: []\n"), HasSubstr("did you mean \"tokens\""));
    EXPECT_THAT(error_of("tokens:\n  - {principal: maria, token: hft_x}\n"), HasSubstr("token is not known here"));
    EXPECT_THAT(error_of("tokens:\n  - {principal: maria, sha256: short}\n"), HasSubstr("sha256"));
    EXPECT_THAT(error_of("tokens:\n  - {principal: maria, sha256: \"" + std::string(64, 'G') + "\"}\n"),
                HasSubstr("tokens[0].sha256"));
    EXPECT_THAT(error_of("tokens:\n" + line_for("ma/ria", "one")), HasSubstr("principal"));
    EXPECT_THAT(error_of("tokens:\n" + line_for("maria", "one", ", expires: tomorrow")), HasSubstr("is no time"));
    EXPECT_THAT(error_of("tokens:\n" + line_for("maria", "one") + line_for("carl", "one")), HasSubstr("twice"));
}

TEST(Tokens, OfAFileThatOthersCanChangeAreRefused) {
    const testing::TemporaryDirectory directory;
    const auto path = directory.file("tokens");
    std::ofstream(path) << "tokens: []\n";
    std::filesystem::permissions(path, std::filesystem::perms(0664));
    const auto tokens = Tokens::load(path);
    ASSERT_FALSE(tokens);
    EXPECT_THAT(tokens.error(), HasSubstr("can be changed by others"));
    EXPECT_FALSE(Tokens::load(directory.file("none")));
}

TEST(NewTokens, AreAllOthers) {
    std::set<std::string> words;
    for (int i = 0; i < 100; ++i) {
        const auto made = new_token();
        EXPECT_EQ(made.word.size(), 47U);
        EXPECT_TRUE(made.word.starts_with("hft_"));
        EXPECT_EQ(made.sha256, sha256_of(made.word));
        words.insert(made.word);
    }
    EXPECT_EQ(words.size(), 100U);
}

class TokenOrderTest : public ::testing::Test {
protected:
    // Returns the token, or "" where none was made.
    std::string made(const TokenOrder& order) {
        ::testing::internal::CaptureStdout();
        ::testing::internal::CaptureStderr();
        const auto status = carry_out(order);
        auto word = ::testing::internal::GetCapturedStdout();
        said = ::testing::internal::GetCapturedStderr();
        EXPECT_EQ(status == 0, !word.empty());
        if (!word.empty()) word.pop_back();
        return word;
    }

    testing::TemporaryDirectory directory;
    const std::string path = directory.file("http.tokens");
    std::string said;
};

TEST_F(TokenOrderTest, AddsToTheFile) {
    const auto first = made({.principal = "maria", .file = path});
    const auto second = made({.principal = "carl", .file = path, .days = 30, .note = "carl's: \"CI\""});
    const auto tokens = Tokens::load(path);
    ASSERT_TRUE(tokens) << tokens.error();
    EXPECT_EQ(tokens->holder_of(first)->principal, "maria");
    EXPECT_EQ(tokens->holder_of(second)->principal, "carl");
    const auto left = *tokens->holder_of(second)->until - std::chrono::system_clock::now();
    EXPECT_LT(std::chrono::abs(left - std::chrono::hours{24 * 30}), std::chrono::minutes{5});
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_EQ(text.str().find(first), std::string::npos) << "the word stands nowhere";
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0640));
    std::filesystem::permissions(path, std::filesystem::perms(0600));
    made({.principal = "otto", .file = path});
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600)) << "as it was";
}

TEST_F(TokenOrderTest, LeavesAFileAloneThatItDoesNotUnderstand) {
    std::ofstream(path) << "tokens: []\n";
    EXPECT_EQ(made({.principal = "maria", .file = path}), "");
    EXPECT_THAT(said, HasSubstr("by hand"));
    EXPECT_EQ(made({.principal = "maria", .file = directory.file("none/http.tokens")}), "");
    EXPECT_NE(made({.principal = "maria"}), "");
    EXPECT_THAT(said, HasSubstr("  - {principal: maria, sha256: "));
}

}  // namespace
}  // namespace hf::http
