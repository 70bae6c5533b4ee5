#include "ctl/advice.hpp"

#include <gmock/gmock.h>

#include "ctl/exit_status.hpp"

namespace hf::ctl {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Advice, ThereIsSomeForEveryCode) {
    for (std::size_t i = 0; i < every_code.size(); ++i)
        EXPECT_NE(advice_for(error(static_cast<Code>(i), "no"), ""), "") << every_code[i].name;
}

TEST(Advice, UsesTheFiguresOfTheError) {
    auto conflict = error(Code::conflict, "it is at version 4");
    conflict.details["version"] = 4;
    EXPECT_THAT(advice_for(conflict, ""), HasSubstr("--expected-version 4"));
    auto limit = error(Code::limit_exceeded, "too many");
    limit.details["available"] = 2;
    EXPECT_THAT(advice_for(limit, ""), HasSubstr("at most 2"));
    limit.details["available"] = 0;
    EXPECT_THAT(advice_for(limit, ""), HasSubstr("give machines back"));
    auto busy = error(Code::busy, "later");
    busy.retry_after_ms = 250;
    EXPECT_THAT(advice_for(busy, ""), HasSubstr("250 ms"));
}

TEST(Advice, NamesTheMessageThatWasWrong) {
    EXPECT_THAT(advice_for(error(Code::validation_error, "no"), "CreateRequest"), HasSubstr("explain CreateRequest"));
}

TEST(Findings, AreToldOneByOne) {
    auto wrong = error(Code::validation_error, "2 fields are wrong");
    wrong.field = "tags";
    wrong.details["findings"] = ValueList{ValueMap{{"field", "tags"}, {"message", "too many"}},
                                          ValueMap{{"field", "priority"}, {"message", "priority must be at most 9"}}};
    EXPECT_THAT(findings_of(wrong), ElementsAre("tags: too many", "priority must be at most 9"));
}

TEST(Findings, TheFieldIsToldWhereTheWordsDoNot) {
    auto wrong = error(Code::validation_error, "configuration.command must be a list");
    wrong.field = "configuration.command";
    EXPECT_THAT(findings_of(wrong), IsEmpty());
    wrong.message = "must be a list";
    EXPECT_THAT(findings_of(wrong), ElementsAre("field: configuration.command"));
    EXPECT_THAT(findings_of(error(Code::busy, "later")), IsEmpty());
}

TEST(Findings, AreReadWithCare) {
    auto odd = error(Code::validation_error, "odd");
    odd.details["findings"] = "many";
    EXPECT_THAT(findings_of(odd), IsEmpty());
    odd.details["findings"] = ValueList{1};
    EXPECT_THAT(findings_of(odd), ElementsAre(""));
}

TEST(ExitStatus, WhatIsNotThereHasOneOfItsOwn) {
    for (std::size_t i = 0; i < every_code.size(); ++i) {
        const auto expected = every_code[i].name.ends_with("_not_found") ? ExitStatus::not_found : ExitStatus::refused;
        EXPECT_EQ(exit_status_of(static_cast<Code>(i)), expected) << every_code[i].name;
    }
}

TEST(ExitStatus, EachIsExplained) {
    for (int i = 0; i <= static_cast<int>(ExitStatus::not_found); ++i)
        EXPECT_EQ(static_cast<int>(exit_meanings.at(static_cast<std::size_t>(i)).status), i);
}

}  // namespace
}  // namespace hf::ctl
