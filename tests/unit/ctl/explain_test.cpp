#include "ctl/explain.hpp"

#include <gmock/gmock.h>

namespace hf::ctl {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string explanation(std::string_view name) {
    for (const auto& each : every_description())
        if (each.name == name) return explained(each);
    ADD_FAILURE() << name;
    return {};
}

TEST(Explain, TellsACommandFieldByField) {
    EXPECT_THAT(
        explanation("CreateRequest"),
        AllOf(StartsWith("CreateRequest  (command, needs the role requester)\n  Asks for machines of a template.\n"),
              HasSubstr("Verb: hostfactoryctl request create\n"),
              HasSubstr("  machine_count  (integer, at least 1, required)\n      how many"),
              HasSubstr("  priority  (integer, 0 to 9, default 0)\n"),
              HasSubstr("  tags  (map of string, at most 50 elements)\n"),
              HasSubstr("Result:\n  request_id  (request id)\n")));
}

TEST(Explain, BoundsThatTheTypeHasAnywayAreNoNews) {
    EXPECT_THAT(explanation("CreateRequest"), Not(HasSubstr("4294967295")));
    EXPECT_THAT(explanation("RequestCompleted"), HasSubstr("succeeded_count  (integer)"));
    EXPECT_THAT(explanation("CreateTemplate"), HasSubstr("max_number  (integer, -1 to 1000000, required)"));
}

TEST(Explain, NamesTheChoices) {
    EXPECT_THAT(explanation("ListRequests"),
                HasSubstr("one of: pending, in_progress, complete, partial, failed, cancelled, timeout\n"));
}

TEST(Explain, TellsEventsAndErrors) {
    EXPECT_THAT(explanation("RequestCompleted"),
                AllOf(StartsWith("RequestCompleted  (event of a request, schema 1)\n"), Not(HasSubstr("required"))));
    EXPECT_THAT(explanation("busy"), AllOf(StartsWith("busy  (error, the same may succeed later)\n"),
                                           HasSubstr("What to do: try again soon\n")));
}

TEST(Explain, TellsWhatTakesAVersion) {
    EXPECT_THAT(explanation("UpdateTemplate"),
                StartsWith("UpdateTemplate  (command, needs the role admin, takes expected_version)\n"));
}

}  // namespace
}  // namespace hf::ctl
