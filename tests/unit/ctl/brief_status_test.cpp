#include "ctl/brief_status.hpp"

#include <gmock/gmock.h>

#include "core/queries/get_status.hpp"
#include "ctl/output.hpp"
#include "ctl/value_writer.hpp"

namespace hf::ctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(BriefStatus, IsTenLinesAtMost) {
    StatusReport report;
    report.version = "0.1.0";
    report.store_id = "0193a1b2-0000-7000-8000-000000000001";
    report.position = 70000;
    report.category_positions = {{"machine", 7}, {"request", 9}};
    report.templates = 3;
    report.requests = {{"complete", 14}, {"failed", 0}, {"in_progress", 1}};
    report.machines = {{"running", 0}};
    report.counters = {{"commands", {{"accepted", 1}, {"busy", 0}}}, {"feed", {{"published", 9}}}};
    const auto brief = brief_status(to_value(type_of<StatusReport>, &report));
    const auto text = as_table(brief, type_of<StatusReport>, {}, {});
    EXPECT_LE(std::ranges::count(text, '\n'), 10) << text;
    EXPECT_THAT(text, HasSubstr("requests:        14 complete, 1 in_progress\n"));
    EXPECT_THAT(text, HasSubstr("machines:        none\n"));
    EXPECT_THAT(text, HasSubstr("counters:        3; --counters shows them\n"));
    EXPECT_THAT(text, Not(HasSubstr("published")));
}

}  // namespace
}  // namespace hf::ctl
