#include "http/who/oidc/issuer_keys.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/unit/http/who/signing_key.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;

// An issuer whose document the test says.
class Document {
public:
    explicit Document(std::string text) : text_(std::move(text)) {}

    IssuerKeys::Fetch fetch() {
        return [this](const std::atomic<bool>&) -> tl::expected<std::string, std::string> {
            ++fetched;
            const MutexLock lock(mutex_);
            if (text_.empty()) return tl::make_unexpected("it answers 503");
            return text_;
        };
    }
    void say(std::string text) {
        const MutexLock lock(mutex_);
        text_ = std::move(text);
    }

    std::atomic<int> fetched = 0;

private:
    Mutex mutex_;
    std::string text_ GUARDED_BY(mutex_);
};

template <class Holds>
[[nodiscard]] bool comes_true(Holds holds) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

KeyRules rules(std::chrono::milliseconds pause, std::chrono::milliseconds refresh = 1h) {
    return {{Algorithm::ES256}, refresh, pause};
}

class IssuerKeysTest : public ::testing::Test {
protected:
    const SigningKey old_key{Algorithm::ES256, "old"};
    const SigningKey new_key{Algorithm::ES256, "new"};
    Document document{SigningKey::set_of({&old_key})};
};

TEST_F(IssuerKeysTest, AreFetchedOnceForAnyNumberOfUnknownNames) {
    IssuerKeys keys("id", document.fetch(), rules(1h));
    ASSERT_TRUE(comes_true([&] { return keys.now() != nullptr; }));
    ASSERT_TRUE(comes_true([&] { return !keys.look_for_more(); }));
    for (int i = 0; i < 1000; ++i) EXPECT_FALSE(keys.look_for_more());
    EXPECT_EQ(document.fetched, 1);
}

TEST_F(IssuerKeysTest, OfANewNameAreThereSoon) {
    IssuerKeys keys("id", document.fetch(), rules(0ms));
    ASSERT_TRUE(comes_true([&] { return keys.now() != nullptr; }));
    document.say(SigningKey::set_of({&new_key}));
    ASSERT_TRUE(comes_true([&] {
        keys.look_for_more();
        return keys.now()->find("new") != nullptr;
    }));
    EXPECT_FALSE(keys.now()->find("old"));
}

TEST_F(IssuerKeysTest, ThatWereGoodStayWhileTheIssuerIsAway) {
    IssuerKeys keys("id", document.fetch(), rules(0ms, 1ms));
    ASSERT_TRUE(comes_true([&] { return keys.now() != nullptr; }));
    for (const auto* wrong : {"", "no JSON", R"({"keys": []})"}) {
        document.say(wrong);
        const int before = document.fetched;
        ASSERT_TRUE(comes_true([&] { return document.fetched > before + 2; }));
        EXPECT_TRUE(keys.now()->find("old")) << wrong;
    }
    document.say(SigningKey::set_of({&new_key}));
    EXPECT_TRUE(comes_true([&] { return keys.now()->find("new") != nullptr; }));
}

TEST_F(IssuerKeysTest, AreTriedAgainUntilTheyAreThere) {
    document.say("");
    IssuerKeys keys("id", document.fetch(), rules(1ms));
    ASSERT_TRUE(comes_true([&] { return document.fetched > 3; }));
    EXPECT_FALSE(keys.now());
    document.say(SigningKey::set_of({&old_key}));
    EXPECT_TRUE(comes_true([&] { return keys.now() != nullptr; }));
}

TEST(IssuerKeys, EndWithoutWaitingForTheIssuer) {
    std::atomic<bool> fetching = false;
    const auto hang = [&](const std::atomic<bool>& leaving) -> tl::expected<std::string, std::string> {
        fetching = true;
        while (!leaving) std::this_thread::yield();
        return tl::make_unexpected("left");
    };
    const IssuerKeys keys("id", hang, rules(1h));
    EXPECT_TRUE(comes_true([&] { return fetching.load(); }));
}

}  // namespace
}  // namespace hf::http
