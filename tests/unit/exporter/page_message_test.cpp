#include "exporter/page_message.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <random>

#include "tests/unit/exporter/story.hpp"

namespace hf::exporter {
namespace {

using namespace hf::testing;
using nlohmann::json;

const std::optional<DaemonAnswer> no_answer;
const std::string history = "store-1";

News news(const std::optional<Seen>& seen, const Story& story, const std::string& of = history, bool complete = true) {
    BoardStatus standing;
    standing.complete = complete;
    standing.position = standing.head = story.position();
    return news_for(seen, {story.view(), no_answer, of, standing});
}

// Imitates the page: keeps rows by their ids, and forgets the oldest.
class Page {
public:
    void take(const News& news) {
        const auto message = json::parse(news.text({}));
        if (message["reset"].get<bool>())
            for (auto& [name, rows] : rows_.items()) rows = json::object();
        const json told = message.value("rows", json::object());
        for (const auto& [name, changed] : told.items())
            for (const auto& row : changed) rows_[name][row["id"].get<std::string>()] = row;
        const auto& limits = message["figures"]["limits"];
        forget("requests", limits["open"], [](const json& row) { return row["open"].get<bool>(); });
        forget("requests", limits["ended"], [](const json& row) { return !row["open"].get<bool>(); });
        forget("machines", limits["machines"], [](const json&) { return true; });
        forget("failures", limits["failures"], [](const json&) { return true; });
        seen_ = read_seen(news.seen.text());
    }
    [[nodiscard]] const std::optional<Seen>& seen() const { return seen_; }
    [[nodiscard]] const json& rows() const { return rows_; }

private:
    void forget(const char* name, std::size_t most, const std::function<bool(const json&)>& counts) {
        std::vector<std::pair<Position, std::string>> list;
        for (const auto& [id, row] : rows_[name].items())
            if (counts(row)) list.emplace_back(row["changed"].get<Position>(), id);
        std::sort(list.rbegin(), list.rend());
        for (std::size_t i = most; i < list.size(); ++i) rows_[name].erase(list[i].second);
    }

    json rows_{{"requests", json::object()}, {"machines", json::object()}, {"failures", json::object()}};
    std::optional<Seen> seen_;
};

TEST(PageMessage, TellsANewPageEverything) {
    Story story;
    story.tell(running_request("req-1", {"m-1", "m-2"}));
    const auto first = news(std::nullopt, story);
    EXPECT_TRUE(first.reset);
    EXPECT_EQ(first.rows["requests"].size(), 1U);
    EXPECT_EQ(first.rows["machines"].size(), 2U);
    EXPECT_EQ(first.seen.text(), fmt::format("store-1:{}", story.position()));
}

TEST(PageMessage, TellsWhoHasSeenAllNothingButFigures) {
    Story story;
    story.tell(running_request("req-1", {"m-1"}));
    const auto again = news(news(std::nullopt, story).seen, story);
    EXPECT_FALSE(again.reset);
    EXPECT_TRUE(again.rows.is_null());
    EXPECT_FALSE(json::parse(again.text({})).contains("rows"));
}

TEST(PageMessage, TellsOnlyWhatHasChangedSince) {
    Story story;
    story.tell(running_request("req-1", {"m-1", "m-2"}));
    const auto seen = news(std::nullopt, story).seen;
    story.tell(machine_failed("req-1", "m-2"));
    const auto next = news(seen, story);
    EXPECT_FALSE(next.reset);
    ASSERT_EQ(next.rows["machines"].size(), 1U);
    EXPECT_EQ(next.rows["machines"][0]["id"], "m-2");
    EXPECT_EQ(next.rows["machines"][0]["status"], "failed");
    EXPECT_EQ(next.rows["failures"].size(), 1U);
}

TEST(PageMessage, BeginsAnewForWhoHasSeenSomethingElse) {
    Story story;
    story.tell(running_request("req-1", {"m-1"}));
    EXPECT_TRUE(news(Seen{"store-2", 1}, story).reset);
    EXPECT_TRUE(news(Seen{history, story.position() + 1}, story).reset) << "a future";
    EXPECT_FALSE(news(Seen{history, story.position()}, story).reset);
}

TEST(PageMessage, TellsNoRowsWhileHistoryIsRead) {
    Story story;
    story.tell(running_request("req-1", {"m-1"}));
    const auto early = news(std::nullopt, story, history, false);
    EXPECT_TRUE(early.rows.is_null());
    EXPECT_EQ(news(early.seen, story).rows["requests"].size(), 1U) << "then all of them";
    // The exporter was restarted: a page that was open before resumes where it was.
    const Seen before{history, story.position()};
    EXPECT_EQ(news(before, Story(), history, false).seen, before);
    story.tell(machine_failed("req-1", "m-1"));
    const auto later = news(before, story);
    EXPECT_FALSE(later.reset);
    EXPECT_EQ(later.rows["machines"].size(), 1U);
}

TEST(PageMessage, ReadsBackHowFarAPageIs) {
    EXPECT_EQ(read_seen("store:1:17"), (Seen{"store:1", 17}));
    for (const auto* text : {"", ":", ":17", "store-1", "store-1:", "store-1:x", "store-1:17x", "store-1:-1",
                             "store-1:99999999999999999999999"})
        EXPECT_FALSE(read_seen(text)) << text;
}

TEST(PageMessage, IsOneLineOfJsonWhateverTheTextsAre) {
    Story story;
    story.tell(request_created("req-1", 1, {.tags = {{"a\nb", "\xff\x1b<script>\r\n\r\ndata: x"}}}));
    const auto text = news(std::nullopt, story).text({});
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(text.find('\r'), std::string::npos);
    EXPECT_TRUE(json::accept(text));
}

// However rarely a page gets a message, and whatever it missed, it shows the same as a newly opened page.
TEST(PageMessage, APageThatFollowsShowsTheSameAsANewOne) {
    for (unsigned seed = 0; seed < 8; ++seed) {
        std::mt19937 random(seed);
        const auto any = [&](unsigned below) { return random() % below; };
        Story story({.open_requests = 1000, .ended_requests = 4, .machines = 6, .failures = 3});
        Page following;
        story.tell(provider_registered());
        std::vector<std::pair<std::string, std::string>> live;
        for (int i = 0; i < 200; ++i) {
            const auto request = fmt::format("req-{}", i);
            if (any(3) == 0 && !live.empty()) {
                const auto [of, machine] = live[any(static_cast<unsigned>(live.size()))];
                std::erase(live, std::pair(of, machine));
                story.tell(any(2) == 0 ? machine_failed(of, machine) : machine_terminated(of, machine));
            } else {
                story.tell({request_created(request, 1), request_started(request), launch_requested(request, 1),
                            machine_launched(request, "m-" + request), machine_started(request, "m-" + request)});
                live.emplace_back(request, "m-" + request);
                if (any(2) == 0) story.tell(any(4) == 0 ? request_timed_out(request) : request_cancelled(request));
            }
            if (any(4) != 0) continue;
            following.take(news(following.seen(), story));
            Page opened;
            opened.take(news(std::nullopt, story));
            ASSERT_EQ(following.rows(), opened.rows()) << "seed " << seed << ", step " << i;
        }
    }
}

}  // namespace
}  // namespace hf::exporter
