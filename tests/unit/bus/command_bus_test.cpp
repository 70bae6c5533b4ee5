#include "core/bus/command_bus.hpp"

#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

class CommandBusTest : public ::testing::Test {
protected:
    CommandBusTest() { add_every_command(bus); }

    Error refusal(std::string_view type, const ValueMap& body, bool with_expected_version = false) {
        const auto prepared = bus.prepare(type, codec.encode(body), {}, with_expected_version);
        EXPECT_FALSE(prepared);
        return prepared ? Error{} : prepared.error();
    }

    MsgpackCodec codec;
    CommandBus bus{codec};
};

TEST_F(CommandBusTest, RefusesToKnowACommandTwice) { EXPECT_THROW(bus.add<CreateRequest>(), std::logic_error); }

TEST_F(CommandBusTest, KnowsEveryCommandOfTheCatalogue) {
    Catalogue catalogue;
    add_every_command(catalogue);
    std::vector<std::string_view> expected;
    for (const auto& type : catalogue.types()) expected.push_back(type.name);
    std::vector<std::string_view> known;
    for (const auto& type : bus.types()) known.push_back(type.name);
    EXPECT_THAT(known, ::testing::UnorderedElementsAreArray(expected));
}

TEST_F(CommandBusTest, NamesTheCommandThatWasProbablyMeant) {
    const auto why = refusal("CreateReqest", {});
    EXPECT_EQ(why.code, Code::handler_not_found);
    EXPECT_THAT(why.message, ::testing::HasSubstr("CreateRequest"));
}

TEST_F(CommandBusTest, AQueryIsNoCommand) {
    EXPECT_EQ(refusal("GetRequest", {{"request_id", Value("r")}}).code, Code::handler_not_found);
}

TEST_F(CommandBusTest, RefusesAnExpectedVersionThatMeansNothing) {
    const auto why = refusal("CreateRequest", {{"template_id", Value("small")}, {"machine_count", Value(1U)}}, true);
    EXPECT_EQ(why.code, Code::validation_error);
    EXPECT_EQ(why.field, "expected_version");
}

TEST_F(CommandBusTest, KnowsWhichCommandsEndCosts) {
    std::vector<std::string_view> which;
    for (const auto& type : bus.types())
        if (bus.ends_costs(type.name)) which.push_back(type.name);
    EXPECT_THAT(which, ::testing::ElementsAre("CancelRequest", "ReturnMachines", "StopMachines"));
    EXPECT_FALSE(bus.ends_costs("NoCommand"));
}

TEST_F(CommandBusTest, ValidatesTheBody) {
    const auto why = refusal("CreateRequest", {{"template_id", Value("small")}, {"machine_count", Value(0U)}});
    EXPECT_EQ(why.code, Code::validation_error);
    EXPECT_EQ(why.field, "machine_count");
    EXPECT_TRUE(bus.prepare("CreateRequest",
                            codec.encode(ValueMap{{"template_id", Value("small")}, {"machine_count", Value(1U)}}), {},
                            false));
}

}  // namespace
}  // namespace hf::testing
