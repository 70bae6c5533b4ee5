// What an administrator reads before a site is resumed.
#include "ctl/resume_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hf::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

QuarantineReport report_of(ResumePreview preview) {
    preview.name = {"local"};
    return {Timestamp{1}, "is a copy", {std::move(preview)}};
}

TEST(ResumeWords, SayWhatIsTerminatedAndLaunched) {
    ResumePreview preview;
    preview.compared = true;
    preview.unrecorded = 12;
    preview.unrecorded_to_terminate = 11;
    for (int i = 0; i < 12; ++i)
        preview.unrecorded_machines.push_back({fmt::format("i-{}", i), {}, MachineStatus::running, {}});
    preview.to_terminate = 2;
    preview.not_found = 2;
    preview.machines_not_found = {{"m-1"}, {"m-2"}};
    preview.to_launch = 4;
    preview.overdue_requests = 5;
    EXPECT_THAT(resume_words(report_of(preview)),
                AllOf(HasSubstr("The store is a copy."), HasSubstr("12 machines are there and not recorded: i-0, i-1"),
                      HasSubstr(", …"), HasSubstr("11 WILL BE TERMINATED (orphans: terminate"),
                      HasSubstr("2 recorded machines WILL BE TERMINATED"),
                      HasSubstr("2 recorded machines are not there, and will be recorded as gone: m-1, m-2\n"),
                      HasSubstr("4 machines will be launched"), HasSubstr("5 open requests will end"),
                      HasSubstr("No other daemon may be at work"), Not(HasSubstr("nothing changes"))));
}

TEST(ResumeWords, SayThatOrphansStay) {
    ResumePreview preview;
    preview.compared = true;
    preview.unrecorded = 1;
    preview.unrecorded_machines = {{"i-1", {}, MachineStatus::running, {}}};
    preview.orphans = OrphanPolicy::report;
    EXPECT_THAT(resume_words(report_of(preview)),
                AllOf(HasSubstr("none of which is ended (orphans: report)"), Not(HasSubstr("WILL"))));
}

TEST(ResumeWords, SpeakOfOneAsOfOne) {
    ResumePreview preview;
    preview.compared = true;
    preview.unrecorded = preview.unrecorded_to_terminate = 1;
    preview.unrecorded_machines = {{"i-1", {}, MachineStatus::running, {}}};
    preview.to_terminate = preview.not_found = preview.to_launch = preview.overdue_requests = 1;
    preview.machines_not_found = {{"m-1"}};
    EXPECT_THAT(resume_words(report_of(preview)),
                AllOf(HasSubstr("  1 machine is there and not recorded: i-1\n    1 WILL BE TERMINATED"),
                      HasSubstr("  1 recorded machine WILL BE TERMINATED, as was ordered before\n"),
                      HasSubstr("  1 recorded machine is not there, and will be recorded as gone: m-1\n"),
                      HasSubstr("  1 machine will be launched for open requests\n"),
                      HasSubstr("  1 open request will end, the deadline having passed\n")));
}

TEST(ResumeWords, SayThatNothingIsKnownYet) {
    EXPECT_THAT(resume_words(report_of({})), HasSubstr("were not compared with the recorded ones yet"));
    ResumePreview failed;
    failed.problem = "connection\nrefused";
    EXPECT_THAT(resume_words(report_of(failed)),
                AllOf(HasSubstr("could not be compared"), Not(HasSubstr("\nrefused"))));
}

TEST(ResumeWords, SayThatNothingChanges) {
    ResumePreview same;
    same.compared = true;
    EXPECT_THAT(resume_words(report_of(same)), HasSubstr("nothing changes"));
}

}  // namespace
}  // namespace hf::ctl
