#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "bench/measuring.hpp"
#include "bench/results/document.hpp"
#include "bench/results/machine.hpp"
#include "bench/results/options.hpp"
#include "bench/servers/child_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::bench {
namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file);
    return (std::stringstream() << stream.rdbuf()).str();
}

TEST(Percentile, IsTheValueThatThePartDoesNotExceed) {
    std::vector<double> values;
    for (int i = 1000; i > 0; --i) values.push_back(i);
    EXPECT_EQ(percentile(values, 0.0), 1);
    EXPECT_EQ(percentile(values, 0.5), 501);
    EXPECT_EQ(percentile(values, 0.999), 1000);
    EXPECT_EQ(percentile(values, 1.0), 1000);
    std::vector<double> one{7};
    EXPECT_EQ(percentile(one, 0.5), 7);
    std::vector<double> none;
    EXPECT_EQ(percentile(none, 0.5), 0);
}

TEST(Median, IsInTheMiddle) {
    EXPECT_EQ(median({3, 1, 2}), 2);
    EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
    EXPECT_EQ(median({}), 0);
}

TEST(Section, IsReplacedAndNothingElse) {
    const auto first = with_section("# Results\nby hand\n", "durable", "one\n");
    const auto both = with_section(first, "feed", "two\n");
    EXPECT_EQ(both.find("# Results\nby hand\n"), 0U);
    const auto renewed = with_section(both, "durable", "three\n");
    EXPECT_EQ(renewed.find("one\n"), std::string::npos);
    EXPECT_LT(renewed.find("three\n"), renewed.find("two\n"));
    EXPECT_EQ(with_section(renewed, "durable", "one\n"), both);
}

TEST(Section, WithOneMarkOnlyIsRefused) {
    auto document = with_section("", "durable", "one\n");
    document.resize(document.find("one\n"));
    EXPECT_THROW(with_section(document, "durable", "two\n"), std::runtime_error);
}

TEST(History, GrowsAndShowsTheNewestFirst) {
    const testing::TemporaryDirectory scratch;
    const auto file = scratch.path() / "history" / "durable.csv";
    const Row columns{"date", "1 × 1"};
    History history(file, columns);
    EXPECT_TRUE(history.last(5).empty());
    history.append({"monday", "0.5"});
    History(file, columns).append({"tuesday", "0.6"});
    EXPECT_EQ(text_of(file), "date,1 × 1\nmonday,0.5\ntuesday,0.6\n");
    const History again(file, columns);
    EXPECT_EQ(again.last(1), (std::vector<Row>{{"tuesday", "0.6"}}));
    EXPECT_EQ(again.last(5), (std::vector<Row>{{"tuesday", "0.6"}, {"monday", "0.5"}}));
    EXPECT_THROW(History(file, {"date", "8 × 8"}), std::runtime_error);
}

TEST(History, TakesWholeRowsOnly) {
    const testing::TemporaryDirectory scratch;
    History history(scratch.path() / "h.csv", {"date", "ratio"});
    EXPECT_THROW(history.append({"monday"}), std::invalid_argument);
    EXPECT_THROW(history.append({"monday", "0,5"}), std::invalid_argument);
    EXPECT_THROW(history.append({"monday", ""}), std::invalid_argument);
    EXPECT_FALSE(std::filesystem::exists(scratch.path() / "h.csv"));
}

TEST(Table, HasALineForEachRow) {
    EXPECT_EQ(markdown_table({"a", "b"}, {{"1", "2"}, {"3", "4"}}), "| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n");
}

TEST(Machine, KnowsWhatItsProcessorsDo) {
    const OtherPrograms others;
    const auto before = busy_seconds_of_all();
    const auto begin = process_cpu_seconds();
    while (process_cpu_seconds() - begin < 0.1) {
    }
    EXPECT_GE(busy_seconds_of_all() - before, 0.05);
    EXPECT_GE(others.percent(), 0);
    EXPECT_LE(others.percent(), 100);
    EXPECT_NE(machine(".").find("libzmq 4"), std::string::npos) << machine(".");
    EXPECT_THROW(version_of("no-such-program-anywhere"), std::runtime_error);
}

TEST(Shapes, AreReadAndNamed) {
    EXPECT_EQ(name_of(shape_of("8x64")), "8 × 64");
    for (const auto* wrong : {"", "8", "8x", "x8", "0x1", "1x0", "8x64x", "a"})
        EXPECT_THROW(shape_of(wrong), std::runtime_error) << wrong;
}

TEST(Children, ThatFailSayWhy) {
    const testing::TemporaryDirectory scratch;
    ChildProcess child({"sh", "-c", "echo the reason >&2; exit 3"}, scratch.path() / "log");
    try {
        child.wait_until([] { return false; });
        FAIL() << "it was waited for";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("the reason"), std::string::npos) << error.what();
    }
}

TEST(Children, UseProcessorTimeThatCanBeRead) {
    const testing::TemporaryDirectory scratch;
    ChildProcess child({"sh", "-c", "while :; do :; done"}, scratch.path() / "log");
    child.wait_until([&] { return child.cpu_seconds() > 0.02; });
    EXPECT_GT(child.resident_bytes(), 0U);
}

}  // namespace
}  // namespace hf::bench
