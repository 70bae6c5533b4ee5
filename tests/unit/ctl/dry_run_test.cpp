#include "ctl/dry_run.hpp"

#include <gmock/gmock.h>

#include "core/commands/create_request.hpp"
#include "core/commands/update_template.hpp"
#include "ctl/cell.hpp"
#include "ctl/value_text.hpp"

namespace hf::ctl {
namespace {

const ValueMap body{{"template_id", "small"}, {"machine_count", 2}};

TEST(DryRun, IsTheEnvelopeWithItsBody) {
    DryRun with;
    with.id = "c-1";
    with.deadline = std::chrono::seconds(10);
    const auto text = would_be_sent(message_type<CreateRequest>(), body, with, Format::json);
    EXPECT_EQ(
        value_from_text(text),
        Value(ValueMap{{"v", 1}, {"id", "c-1"}, {"type", "CreateRequest"}, {"body", body}, {"deadline_ms", 10'000}}));
}

TEST(DryRun, KeepsTheOrderOfTheFields) {
    const auto text = would_be_sent(message_type<CreateRequest>(), body, {}, Format::json);
    EXPECT_LT(text.find("\"type\""), text.find("\"body\""));
    EXPECT_LT(text.find("\"template_id\""), text.find("\"machine_count\""));
}

TEST(DryRun, TellsTheVersionThatIsExpected) {
    DryRun with;
    with.expected_version = 7;
    const auto text = would_be_sent(message_type<UpdateTemplate>(), {{"template_id", "small"}}, with, Format::yaml);
    EXPECT_THAT(text, testing::HasSubstr("expected_version: 7"));
}

TEST(DryRun, TellsForWhomAGatewayAsks) {
    DryRun with;
    with.on_behalf_of = "mary";
    const auto text = would_be_sent(message_type<CreateRequest>(), body, with, Format::yaml);
    EXPECT_THAT(text, testing::HasSubstr("on_behalf_of: mary"));
    EXPECT_THAT(would_be_sent(message_type<CreateRequest>(), body, {}, Format::yaml),
                testing::Not(testing::HasSubstr("on_behalf_of")));
}

TEST(DryRun, WithoutAnIdThereIsANewOne) {
    const auto id = [] {
        const auto sent = value_from_text(would_be_sent(message_type<CreateRequest>(), body, {}, Format::json));
        return cell(member(sent, "id"), nullptr, {});
    };
    EXPECT_NE(id(), "");
    EXPECT_NE(id(), id());
}

}  // namespace
}  // namespace hf::ctl
