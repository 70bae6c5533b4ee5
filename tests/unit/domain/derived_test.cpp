#include "core/domain/state/derived.hpp"

#include "tests/unit/support/derived_facts.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

class DerivedState : public ::testing::Test {
protected:
    void happens(const Events& events, std::chrono::microseconds after = 1s) {
        for (const auto& event : events) {
            now_ = now_ + after;
            const auto category = static_cast<std::size_t>(category_of(event));
            state.apply({{state.position() + 1, state.category_positions()[category] + 1, state.version_of(event) + 1,
                          0, now_, "command", "conversation"},
                         event});
        }
    }
    void launch(const std::vector<std::string>& machines) {
        const auto count = static_cast<std::uint32_t>(machines.size());
        happens({provider_registered(), template_created(), request_created("req-a", count), request_started("req-a"),
                 launch_requested("req-a", count)});
        for (const auto& machine : machines) happens({machine_launched("req-a", machine)});
        happens({launch_succeeded("req-a", count)});
    }
    [[nodiscard]] std::vector<std::string> ended_since(Timestamp since) const {
        std::vector<std::string> ids;
        for (const auto* machine : state.ended_since({"local"}, since)) ids.push_back(machine->spec.machine_id.value);
        return ids;
    }
    [[nodiscard]] const ProviderAggregate& provider() const { return *state.find(ProviderName{"local"}); }

    State state;
    Timestamp now_ = test_start;
};

TEST_F(DerivedState, KnowsTheMachinesThatEndedLately) {
    launch({"m-1", "m-2", "m-3", "m-4"});
    EXPECT_THAT(ended_since({}), IsEmpty());
    happens({machine_terminated("req-a", "m-2")});
    const auto first_end = now_;
    happens({machine_failed("req-a", "m-1")}, 24h);
    EXPECT_THAT(ended_since({}), ElementsAre("m-1", "m-2")) << "in the order in which they were made";
    EXPECT_THAT(ended_since(first_end), ElementsAre("m-1"));
    EXPECT_THAT(ended_since(now_), IsEmpty());
    EXPECT_THAT(state.ended_since({"elsewhere"}, {}), IsEmpty());
    happens({machine_terminated("req-a", "m-3")}, EndedMachines::window - 24h);
    EXPECT_THAT(ended_since({}), ElementsAre("m-1", "m-3")) << "what ended 30 days before the last is no news";
    happens({machine_terminated("req-a", "m-4")}, 2 * EndedMachines::window);
    EXPECT_THAT(ended_since({}), ElementsAre("m-4"));
}

// The index drops old machines now and then, which no answer may show.
TEST_F(DerivedState, KnowsTheMachinesThatEndedLatelyOfAGreatMany) {
    constexpr std::size_t count = 1000;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(fmt::format("m-{:03}", i));
    launch(ids);
    for (std::size_t i = 0; i < count; ++i) {
        happens({machine_terminated("req-a", ids[i])}, 24h);
        const auto first = i < 30 ? 0 : i - 29;
        ASSERT_EQ(ended_since({}), std::vector(ids.begin() + static_cast<std::ptrdiff_t>(first),
                                               ids.begin() + static_cast<std::ptrdiff_t>(i) + 1));
    }
}

TEST_F(DerivedState, CountsNothingTwiceWhenARequestIsRedirectedToTheSameProvider) {
    happens({provider_registered(), template_created(), request_created("req-a", 2), request_started("req-a"),
             launch_requested("req-a", 2), launch_failed("req-a", 2, 0)});
    const auto changed_at = provider().changed_at;
    happens({RequestRedirected{{{"req-a"}}, {"local"}, {"local"}, 1, "none left"}});
    EXPECT_EQ(provider().open_requests, 1U);
    EXPECT_EQ(provider().changed_at, changed_at) << "nothing of the provider has changed";
    EXPECT_EQ(state.find(RequestId{"req-a"})->source, 1U);
}

// A return may name a machine that has ended already, and several returns may name one machine.
TEST_F(DerivedState, IsWhatPlainLoopsCount) {
    launch({"m-1", "m-2", "m-3"});
    happens({machine_started("req-a", "m-1", "host"), machine_started("req-a", "m-2", "host"),
             return_created("ret-a", {"m-1", "m-2"}), machine_terminated("req-a", "m-1"),
             return_created("ret-b", {"m-1", "m-2"}), machine_failed("req-a", "m-2"),
             RequestCompleted{{{"ret-a"}}, 2, {}}});
    EXPECT_EQ(text_of(kept_facts(state)), text_of(counted_facts(state)));
    EXPECT_EQ(state.find(RequestId{"ret-a"})->succeeded_count, 2U);
    EXPECT_EQ(state.find(RequestId{"ret-b"})->succeeded_count, 2U);
}

TEST_F(DerivedState, IsGoneWithItsTemplate) {
    happens({template_created("small", {.name = "One"}), template_created("large", {.name = "One"})});
    EXPECT_EQ(state.templates_named("One").size(), 2U);
    happens({template_updated("small", {.name = "Two"}), template_deleted("large")});
    EXPECT_THAT(state.templates_named("One"), IsEmpty());
    EXPECT_THAT(state.templates_named("Two"), ElementsAre(state.find(TemplateId{"small"})));
}

}  // namespace
}  // namespace hf::testing
