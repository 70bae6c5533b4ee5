#include "client/read_view.hpp"

#include <gmock/gmock.h>

#include "client/site_view.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;

// Counts the events of each type.
struct Counts {
    std::map<std::string, int> by_type;

    void apply(const RecordedEvent& event) { ++by_type[event.type]; }
    [[nodiscard]] std::string encode() const {
        std::string text;
        for (const auto& [type, count] : by_type) text += fmt::format("{} {}\n", type, count);
        return text;
    }
    static tl::expected<Counts, std::string> decode(std::string_view bytes) {
        Counts counts;
        std::istringstream text{std::string(bytes)};
        std::string type;
        for (int count = 0; text >> type >> count;) counts.by_type[type] = count;
        if (counts.by_type.empty()) return tl::make_unexpected("there is nothing in it");
        return counts;
    }
};
static_assert(Keepable<Counts>);
static_assert(!Keepable<SiteFold>);

RecordedEvent event(Position position, std::string type = "MachineStarted") {
    RecordedEvent e;
    e.position = position;
    e.type = std::move(type);
    return e;
}

TEST(ReadView, CountsEachEventOnce) {
    ReadView<Counts> view;
    for (const Position position : {1U, 2U, 2U, 1U, 3U}) EXPECT_FALSE(view.take(event(position)));
    EXPECT_EQ(view.state().by_type.at("MachineStarted"), 3);
    EXPECT_EQ(view.position(), 3U);
    EXPECT_EQ(view.subscription().after, 3U);
}

TEST(ReadView, GoesOnFromACheckpointAsIfItHadNeverEnded) {
    ReadView<Counts> whole({}, 0, "store-a");
    ReadView<Counts> view({}, 0, "store-a");
    for (Position position = 1; position <= 20; ++position) {
        const auto next = event(position, position % 3 ? "MachineStarted" : "RequestCreated");
        EXPECT_FALSE(whole.take(next));
        EXPECT_FALSE(view.take(next));
        auto again = ReadView<Counts>::resume(view.checkpoint());
        ASSERT_TRUE(again) << again.error();
        view = std::move(*again);
        EXPECT_FALSE(view.take(next)) << "handed over again after a crash";
    }
    EXPECT_EQ(view.state().by_type, whole.state().by_type);
    EXPECT_EQ(view.checkpoint(), whole.checkpoint());
    EXPECT_EQ(view.subscription().after, 20U);
    EXPECT_EQ(view.subscription().store_id, "store-a");
}

TEST(ReadView, RefusesBytesThatAreNoCheckpoint) {
    ReadView<Counts> view({}, 0, {});
    EXPECT_FALSE(view.take(event(1)));
    const auto bytes = view.checkpoint();
    EXPECT_EQ(ReadView<Counts>::resume(bytes)->store_id(), "");
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(ReadView<Counts>::resume(bytes.substr(0, size))) << size;
    EXPECT_THAT(ReadView<Counts>::resume(bytes + "x").error(), HasSubstr("bytes of state"));
    EXPECT_THAT(ReadView<Counts>::resume("hostfactory-view 1 x - 0\n").error(), HasSubstr("makes no sense"));
    EXPECT_THAT(ReadView<Counts>::resume("hostfactory-view 1 7 - 0\n").error(), HasSubstr("nothing in it"));
}

struct Choosy {
    int count = 0;
    std::optional<std::string> apply(const RecordedEvent& e) {
        if (e.type == "Unheard") return "it is unheard of";
        ++count;
        return std::nullopt;
    }
};

TEST(ReadView, StaysBeforeAnEventThatItsFoldRefuses) {
    ReadView<Choosy> view;
    EXPECT_FALSE(view.take(event(1)));
    EXPECT_EQ(view.take(event(2, "Unheard")), "it is unheard of");
    EXPECT_EQ(view.position(), 1U);
    EXPECT_EQ(view.state().count, 1);
}

TEST(SiteView, IsTheStateOfTheDaemonAtItsPosition) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}) + Events{machine_failed("req-a", "m-1")});
    SiteView view;
    for (const auto& each : scenario.store().read(0, 1000, 1U << 30)) EXPECT_FALSE(view.take(each));
    EXPECT_EQ(view.position(), scenario.state().position());
    ASSERT_EQ(view.state().requests().size(), 1U);
    EXPECT_EQ(text_of(*view.state().requests()[0]), text_of(scenario.request("req-a")));
    ASSERT_EQ(view.state().machines().size(), 2U);
    EXPECT_EQ(text_of(*view.state().machines()[0]), text_of(scenario.machine("m-2")));
    EXPECT_EQ(text_of(**view.state().all().slot(TemplateId{"small"})), text_of(scenario.tmpl()));
    EXPECT_EQ(view.state().templates().at(0).spec.attributes.at("ncpus"), Value(1)) << "as the daemon tells it";
}

TEST(SiteView, SaysWhatItCannotRead) {
    SiteView view;
    EXPECT_THAT(view.take(event(1, "MachineTeleported")).value_or(""), HasSubstr("MachineTeleported"));
    EXPECT_EQ(view.position(), 0U);
}

}  // namespace
}  // namespace hf::testing
