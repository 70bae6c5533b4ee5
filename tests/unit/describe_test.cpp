#include "core/describe.hpp"

#include "tests/unit/support/running_bus.hpp"

namespace hf::testing {
namespace {

class DescribeTest : public ::testing::Test {
protected:
    Answer<Descriptions> ask(std::optional<std::string> type) {
        return answer(Describe{std::move(type)}, {models, store, limits, types, clock, [] { return DaemonStatus{}; }});
    }

    ReadModels models;
    InMemoryEventStore store;
    Limits limits;
    ProviderTypes types;
    ManualClock clock;
};

TEST_F(DescribeTest, TellsAllThereIs) {
    const auto all = ask(std::nullopt);
    ASSERT_TRUE(all);
    EXPECT_EQ(all->result.items.size(), every_description().size());
}

TEST_F(DescribeTest, TellsOneByItsNameWhateverItIs) {
    for (const auto* name : {"CreateRequest", "Describe", "RequestCompleted", "limit_exceeded"}) {
        const auto one = ask(name);
        ASSERT_TRUE(one) << name;
        ASSERT_EQ(one->result.items.size(), 1U);
        EXPECT_EQ(one->result.items[0].name, name);
    }
}

TEST_F(DescribeTest, AnUnknownNameIsNotThere) {
    const auto none = ask("CreateReqest");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Code::handler_not_found);
    EXPECT_EQ(none.error().field, "type");
    EXPECT_NE(none.error().message.find("did you mean \"CreateRequest\"?"), std::string::npos) << none.error().message;
}

TEST(Codes, ARefusalIsRetryableWhereItsCodeIs) {
    EXPECT_TRUE(error(Code::busy, "later").retryable);
    EXPECT_FALSE(error(Code::validation_error, "never").retryable);
}

}  // namespace
}  // namespace hf::testing
