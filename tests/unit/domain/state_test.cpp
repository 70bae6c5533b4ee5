#include "core/domain/state/state.hpp"

#include "tests/support/member_ids.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A state made of events alone: numbered as a ledger does, without consequences.
class Replay {
public:
    explicit Replay(const Events& events = {}) { (*this)(events); }

    Replay& operator()(const Events& events) {
        for (const auto& event : events) {
            const auto category = static_cast<std::size_t>(category_of(event));
            state.apply({{state.position() + 1, state.category_positions()[category] + 1, state.version_of(event) + 1,
                          0, now(), "command", "conversation"},
                         event});
        }
        return *this;
    }
    // Each event comes a second after the one before.
    [[nodiscard]] Timestamp now() const { return at(state.position() + 1); }
    static Timestamp at(Position position) { return test_start + std::chrono::seconds{position}; }

    const Template& tmpl(std::string id = "small") const { return *state.find(TemplateId{std::move(id)}); }
    const Request& request(std::string id) const { return *state.find(RequestId{std::move(id)}); }
    const Machine& machine(std::string id) const { return *state.find(MachineId{std::move(id)}); }
    std::string named(std::string_view name) const {
        const auto* found = state.machine_named(name);
        return found ? found->spec.machine_id.value : "";
    }

    State state;
};

void expect_illegal(const Events& before, const Event& event) {
    Replay replay(before);
    EXPECT_THROW(replay({event}), std::logic_error) << text_of(event);
}

Events with_template(const Events& events) { return Events{provider_registered(), template_created()} + events; }

Events launched(const std::vector<std::string>& machines) {
    const auto count = static_cast<std::uint32_t>(machines.size());
    Events events{request_created("req-a", count), request_started("req-a"), launch_requested("req-a", count)};
    for (const auto& machine : machines) events.push_back(machine_launched("req-a", machine));
    return with_template(events + Events{launch_succeeded("req-a", count)});
}

TEST(State, BeginsWithNothing) {
    const State state;
    EXPECT_EQ(state.position(), 0U);
    EXPECT_THAT(state.category_positions(), ::testing::Each(0U));
    EXPECT_EQ(state.find(TemplateId{"small"}), nullptr);
    EXPECT_EQ(state.find(RequestId{"req-a"}), nullptr);
    EXPECT_EQ(state.find(MachineId{"m-1"}), nullptr);
    EXPECT_EQ(state.find(ProviderName{"local"}), nullptr);
    EXPECT_EQ(state.machine_named("m-1"), nullptr);
    EXPECT_EQ(state.version_of(template_created()), 0U);
}

TEST(State, KnowsThePositionsOfItsLastEvents) {
    const Replay replay(with_template({request_created("req-a", 1), request_started("req-a")}));
    EXPECT_EQ(replay.state.position(), 4U);
    EXPECT_THAT(replay.state.category_positions(), ElementsAre(1U, 2U, 0U, 1U));
}

TEST(TemplateState, IsWhatItsEventsSay) {
    Replay replay({template_created("small", {.max_number = 3})});
    EXPECT_EQ(replay.tmpl().created_at, Replay::at(1));
    EXPECT_EQ(replay.tmpl().updated_at, Replay::at(1));
    EXPECT_EQ(replay.tmpl().version, 1U);
    replay({template_updated("small", {.max_number = 7})});
    EXPECT_EQ(replay.tmpl().spec, spec_of("small", {.max_number = 7}));
    EXPECT_EQ(replay.tmpl().created_at, Replay::at(1));
    EXPECT_EQ(replay.tmpl().updated_at, Replay::at(2));
    EXPECT_EQ(replay.tmpl().version, 2U);
    replay({template_deleted()});
    EXPECT_EQ(replay.state.find(TemplateId{"small"}), nullptr);
    EXPECT_THAT(replay.state.templates(), IsEmpty());
}

TEST(TemplateState, ContinuesItsStreamWhenItIsCreatedAgain) {
    Replay replay({template_created(), template_updated("small", {}), template_deleted()});
    EXPECT_EQ(replay.state.version_of(template_created()), 3U);
    replay({template_created()});
    EXPECT_EQ(replay.tmpl().version, 4U);
    EXPECT_EQ(replay.tmpl().created_at, Replay::at(4));
    replay({template_deleted(), template_created()});
    EXPECT_EQ(replay.tmpl().version, 6U);
    EXPECT_EQ(replay.state.version_of(template_created("large")), 0U);
}

TEST(TemplateState, CountsMachinesInUse) {
    Replay replay(with_template({request_created("req-a", 2), request_created("req-b", 1)}));
    EXPECT_EQ(replay.tmpl().machines_in_use, 3U);
    EXPECT_EQ(replay.state.capacity_left(replay.tmpl()), 7);
    replay({template_updated("small", {.max_number = 2})});
    EXPECT_EQ(replay.tmpl().machines_in_use, 3U);
    EXPECT_EQ(replay.state.capacity_left(replay.tmpl()), 0);
    replay({template_updated("small", {.max_number = -1})});
    EXPECT_EQ(replay.state.capacity_left(replay.tmpl()), std::numeric_limits<std::int64_t>::max());
}

TEST(RequestState, IsAsItWasCreated) {
    RequestCreated created =
        std::get<RequestCreated>(request_created("req-a", 2, {.tags = {{"a", "b"}}, .priority = 3}));
    created.user_id = "alice";
    created.reason = "because";
    const Replay replay(with_template({created}));
    EXPECT_EQ(
        text_of(replay.request("req-a")),
        fmt::format(
            R"({{request_id: "req-a", request_type: "acquire", template_id: "small", provider: "local", )"
            R"(machine_count: 2, counts: "machines", status: "pending", status_reason: "because", created_at: {}, )"
            R"(updated_at: {}, deadline_at: {}, tags: {{a: "b"}}, priority: 3, user_id: "alice", configuration: {{}}, )"
            R"(machine_ids: [], succeeded_count: 0, failed_count: 0, version: 1}})",
            Replay::at(3).microseconds, Replay::at(3).microseconds, created.deadline_at->microseconds));
    EXPECT_EQ(replay.request("req-a").correlation_id, "conversation");
    EXPECT_THAT(member_ids(replay.state.open_requests()), ElementsAre(RequestId{"req-a"}));
}

TEST(RequestState, FollowsItsEvents) {
    const std::map<RequestStatus, Event> ends = {
        {RequestStatus::complete, RequestCompleted{{{"req-a"}}, 1, {}}},
        {RequestStatus::partial, RequestPartiallyFulfilled{{{"req-a"}}, 1, "why"}},
        {RequestStatus::failed, RequestFailed{{{"req-a"}}, "why"}},
        {RequestStatus::timeout, RequestTimedOut{{{"req-a"}}, "why"}},
        {RequestStatus::cancelled, RequestCancelled{{{"req-a"}}, "why"}},
    };
    for (const auto& [status, end] : ends) {
        Replay replay(with_template({request_created("req-a", 1), request_started("req-a")}));
        EXPECT_EQ(replay.request("req-a").status, RequestStatus::in_progress);
        EXPECT_EQ(replay.request("req-a").completed_at, std::nullopt);
        replay({end});
        EXPECT_EQ(replay.request("req-a").status, status);
        EXPECT_EQ(replay.request("req-a").status_reason, status == RequestStatus::complete ? "" : "why");
        EXPECT_EQ(replay.request("req-a").completed_at, Replay::at(5));
        EXPECT_EQ(replay.request("req-a").version, 3U);
        EXPECT_THAT(member_ids(replay.state.open_requests()), IsEmpty());
        EXPECT_EQ(replay.tmpl().machines_in_use, 0U);
        auto expected = StatusCounts<RequestStatus>();
        expected.move(std::nullopt, status);
        EXPECT_EQ(replay.state.requests_by_status().by_name(), expected.by_name());
    }
}

TEST(RequestState, HasALaunchFromItsRequestToItsOutcome) {
    Replay replay(with_template({request_created("req-a", 3), request_started("req-a"), launch_requested("req-a", 2)}));
    ASSERT_TRUE(replay.request("req-a").launch);
    EXPECT_EQ(replay.request("req-a").launch->token, "a-1");
    EXPECT_EQ(replay.request("req-a").launch->count, 2U);
    EXPECT_EQ(replay.request("req-a").attempts, 1U);
    EXPECT_THAT(member_ids(replay.state.open_launches()), ElementsAre(RequestId{"req-a"}));
    replay({launch_failed("req-a", 2, 0)});
    EXPECT_FALSE(replay.request("req-a").launch);
    EXPECT_FALSE(replay.request("req-a").gave_up);
    EXPECT_EQ(replay.request("req-a").last_problem.value_or(""), "none left");
    EXPECT_THAT(member_ids(replay.state.open_launches()), IsEmpty());
    replay({launch_requested("req-a", 3, 2), launch_failed("req-a", 3, 0, {.attempt = 2, .final = true})});
    EXPECT_EQ(replay.request("req-a").attempts, 2U);
    EXPECT_TRUE(replay.request("req-a").gave_up);
}

TEST(RequestState, CountsItsMachines) {
    Replay replay(launched({"m-1", "m-2", "m-3"}));
    const auto expect = [&](std::uint32_t live, std::uint32_t starting, std::uint32_t succeeded, std::uint32_t failed) {
        const auto& request = replay.request("req-a");
        EXPECT_EQ(request.live, live);
        EXPECT_EQ(request.starting, starting);
        EXPECT_EQ(request.succeeded_count, succeeded);
        EXPECT_EQ(request.failed_count, failed);
        EXPECT_EQ(replay.tmpl().machines_in_use, request.footprint());
    };
    expect(3, 3, 0, 0);
    replay({machine_started("req-a", "m-1")});
    expect(3, 2, 1, 0);
    replay({machine_failed("req-a", "m-2")});
    expect(2, 1, 1, 1);
    EXPECT_EQ(replay.request("req-a").shortfall(), 1U);
    replay({machine_terminated("req-a", "m-1")});
    expect(1, 1, 1, 1);
    EXPECT_EQ(replay.request("req-a").shortfall(), 1U);  // one that has run was delivered
    replay({machine_terminated("req-a", "m-3")});
    expect(0, 0, 1, 1);
    EXPECT_EQ(replay.request("req-a").shortfall(), 2U);
    EXPECT_THAT(replay.request("req-a").machine_ids, ElementsAre(MachineId{"m-1"}, MachineId{"m-2"}, MachineId{"m-3"}));
}

TEST(RequestState, OfAReturnCountsWhatIsGone) {
    Replay replay(launched({"m-1", "m-2"}) + Events{machine_started("req-a", "m-1"), machine_started("req-a", "m-2"),
                                                    machine_failed("req-a", "m-1"),
                                                    return_created("ret-a", {"m-1", "m-2"})});
    EXPECT_EQ(replay.request("ret-a").succeeded_count, 1U);
    EXPECT_EQ(replay.request("ret-a").footprint(), 0U);
    EXPECT_EQ(replay.request("ret-a").template_id, std::nullopt);
    EXPECT_EQ(replay.tmpl().machines_in_use, 1U);
    replay({machine_terminated("req-a", "m-2")});
    EXPECT_EQ(replay.request("ret-a").succeeded_count, 2U);
    EXPECT_EQ(replay.request("ret-a").failed_count, 0U);
}

TEST(MachineState, FollowsItsEvents) {
    Replay replay(launched({"m-1"}));
    EXPECT_EQ(replay.machine("m-1").status, MachineStatus::launching);
    EXPECT_EQ(replay.machine("m-1").created_at, Replay::at(6));
    EXPECT_FALSE(replay.machine("m-1").has_run());
    EXPECT_THAT(member_ids(replay.state.live_machines()), ElementsAre(MachineId{"m-1"}));

    replay({MachineStarted{{{"m-1"}, {"req-a"}}, "host-1", "10.0.0.1", "192.0.2.1", {}}});
    EXPECT_EQ(replay.machine("m-1").status, MachineStatus::running);
    EXPECT_EQ(replay.machine("m-1").started_at, Replay::at(8));
    EXPECT_EQ(replay.machine("m-1").spec.name, "host-1");
    EXPECT_EQ(replay.machine("m-1").spec.private_ip, "10.0.0.1");
    EXPECT_EQ(replay.machine("m-1").spec.public_ip, "192.0.2.1");

    replay({MachineStatusChanged{{{"m-1"}, {"req-a"}}, MachineStatus::running, MachineStatus::stopped, "by hand"}});
    EXPECT_EQ(replay.machine("m-1").status, MachineStatus::stopped);
    EXPECT_EQ(replay.machine("m-1").status_reason, "by hand");
    replay({machine_changed("req-a", "m-1", MachineStatus::stopped, MachineStatus::running)});
    EXPECT_EQ(replay.machine("m-1").started_at, Replay::at(8));
    EXPECT_EQ(replay.request("req-a").succeeded_count, 1U);

    replay({machine_return_requested("req-a", "m-1", "ret-a", "enough")});
    EXPECT_TRUE(replay.machine("m-1").return_requested);
    EXPECT_EQ(replay.machine("m-1").return_request_id, RequestId{"ret-a"});
    EXPECT_EQ(replay.machine("m-1").status_reason, "enough");
    EXPECT_EQ(replay.machine("m-1").status, MachineStatus::running);

    replay({machine_terminated("req-a", "m-1", "exit status 0")});
    EXPECT_EQ(replay.machine("m-1").status, MachineStatus::terminated);
    EXPECT_EQ(replay.machine("m-1").status_reason, "exit status 0");
    EXPECT_EQ(replay.machine("m-1").ended_at, Replay::at(12));
    EXPECT_EQ(replay.machine("m-1").version, 6U);
    EXPECT_FALSE(replay.machine("m-1").live());
    EXPECT_THAT(member_ids(replay.state.live_machines()), IsEmpty());
    EXPECT_EQ(replay.state.machines_by_status().by_name().at("terminated"), 1U);
    EXPECT_EQ(replay.state.machines_by_status().by_name().at("running"), 0U);
}

TEST(MachineState, KeepsWhatAStartDoesNotTell) {
    auto fact = std::get<MachineLaunched>(machine_launched("req-a", "m-1", {.name = "host-1"}));
    fact.spec.private_ip = "10.0.0.1";
    Replay replay(
        with_template({request_created("req-a", 1), fact, MachineStarted{{{"m-1"}, {"req-a"}}, {}, {}, {}, {}}}));
    EXPECT_EQ(replay.machine("m-1").spec.name, "host-1");
    EXPECT_EQ(replay.machine("m-1").spec.private_ip, "10.0.0.1");
}

TEST(MachineState, KnowsTheReturnsThatItIsPartOf) {
    Replay replay(launched({"m-1"}) + Events{return_created("ret-a", {"m-1"}), machine_terminated("req-a", "m-1"),
                                             return_created("ret-b", {"m-1"})});
    EXPECT_THAT(replay.machine("m-1").returns, ElementsAre(RequestId{"ret-a"}, RequestId{"ret-b"}));
    EXPECT_EQ(replay.request("ret-a").succeeded_count, 1U);
    EXPECT_EQ(replay.request("ret-b").succeeded_count, 1U);
}

// Host names come back: a new machine may be called like one that has just died.
class MachineNames : public ::testing::Test {
protected:
    MachineNames() { replay(with_template({request_created("req-a", 9), request_started("req-a")})); }
    void launch(const std::string& id, const std::string& name) {
        replay({machine_launched("req-a", id, {.name = name})});
    }
    void end(const std::string& id) { replay({machine_terminated("req-a", id)}); }

    Replay replay;
};

TEST_F(MachineNames, FindTheNewestOfTwoLiveOnes) {
    launch("m-1", "host");
    EXPECT_EQ(replay.named("host"), "m-1");
    launch("m-2", "host");
    EXPECT_EQ(replay.named("host"), "m-2");
    EXPECT_EQ(replay.named("m-1"), "");
}

TEST_F(MachineNames, FindTheLiveOneWhenTheNewestIsGone) {
    launch("m-1", "host");
    launch("m-2", "host");
    end("m-2");
    EXPECT_EQ(replay.named("host"), "m-1");
    end("m-1");
    EXPECT_EQ(replay.named("host"), "m-2");
}

TEST_F(MachineNames, FindTheNewestWhenNoneIsLive) {
    launch("m-1", "host");
    end("m-1");
    EXPECT_EQ(replay.named("host"), "m-1");
    launch("m-2", "host");
    end("m-2");
    EXPECT_EQ(replay.named("host"), "m-2");
}

TEST_F(MachineNames, ChangeWhenAMachineStartsUnderAnotherName) {
    launch("m-1", "m-1");
    replay({machine_started("req-a", "m-1", "host")});
    EXPECT_EQ(replay.named("host"), "m-1");
    EXPECT_EQ(replay.named("m-1"), "m-1") << "who knows it by its first name must still find it";
}

TEST_F(MachineNames, PreferWhoIsCalledSoNowToWhoOnceWas) {
    launch("m-1", "host");
    launch("m-2", "host");
    replay({machine_started("req-a", "m-2", "elsewhere")});
    EXPECT_EQ(replay.named("elsewhere"), "m-2");
    EXPECT_EQ(replay.named("host"), "m-1");
    end("m-1");
    EXPECT_EQ(replay.named("host"), "m-1") << "a live machine of another name is not meant";
}

TEST_F(MachineNames, StayWithWhoStartsUnderTheSameName) {
    launch("m-1", "host");
    launch("m-2", "host");
    replay({machine_started("req-a", "m-1", "host")});
    EXPECT_EQ(replay.named("host"), "m-2");
}

TEST_F(MachineNames, AreFoundAmongMany) {
    for (int i = 0; i < 1000; ++i) {
        launch(fmt::format("m-{}", i), "host");
        if (i != 500) end(fmt::format("m-{}", i));
    }
    EXPECT_EQ(replay.named("host"), "m-500");
}

TEST(ProviderState, FollowsItsEvents) {
    Replay replay({provider_registered("local", "process")});
    const auto& provider = *replay.state.find(ProviderName{"local"});
    EXPECT_TRUE(provider.enabled);
    EXPECT_EQ(provider.type, "process");
    EXPECT_EQ(provider.registered_at, Replay::at(1));
    replay({provider_disabled()});
    EXPECT_FALSE(provider.enabled);
    replay({ProviderEnabled{{{"local"}}}});
    EXPECT_TRUE(provider.enabled);
    replay({ProviderHealthChanged{{{"local"}}, ProviderHealth::unreachable, "no answer"}});
    EXPECT_EQ(provider.health, ProviderHealth::unreachable);
    EXPECT_EQ(provider.health_reason, "no answer");
    replay({provider_missing(), ProviderUpdated{{{"local"}}, "exec", {{"grace_s", 5}}, ProviderSource::file}});
    EXPECT_TRUE(provider.enabled);
    EXPECT_TRUE(provider.missing);
    EXPECT_FALSE(provider.launches());
    EXPECT_EQ(provider.type, "exec");
    EXPECT_EQ(provider.registered_at, Replay::at(1));
    EXPECT_EQ(provider.updated_at, Replay::at(6));
    EXPECT_EQ(provider.version, 6U);
}

// An event that does not fit is no event of ours: better no daemon than a wrong one.
TEST(State, RefusesEventsOfWhatItDoesNotKnow) {
    for (const auto& event : Events{template_updated("small", {}),
                                    template_deleted(),
                                    request_started("req-a"),
                                    RequestCompleted{{{"req-a"}}, 1, {}},
                                    RequestPartiallyFulfilled{{{"req-a"}}, 1, {}},
                                    RequestFailed{{{"req-a"}}, {}},
                                    request_timed_out("req-a"),
                                    request_cancelled("req-a"),
                                    launch_requested("req-a", 1),
                                    launch_succeeded("req-a", 1),
                                    launch_failed("req-a", 1, 0),
                                    machine_launched("req-a", "m-1"),
                                    machine_started("req-a", "m-1"),
                                    machine_changed("req-a", "m-1", MachineStatus::running, MachineStatus::stopped),
                                    machine_return_requested("req-a", "m-1"),
                                    machine_terminated("req-a", "m-1"),
                                    machine_failed("req-a", "m-1"),
                                    provider_disabled(),
                                    ProviderEnabled{{{"local"}}},
                                    ProviderHealthChanged{{{"local"}}, ProviderHealth::unreachable, {}},
                                    return_created("ret-a", {"m-1"})})
        expect_illegal({}, event);
}

TEST(State, RefusesToMakeWhatThereIs) {
    expect_illegal(launched({"m-1"}), template_created());
    expect_illegal(launched({"m-1"}), request_created("req-a", 1));
    expect_illegal(launched({"m-1"}), machine_launched("req-a", "m-1"));
    expect_illegal(launched({"m-1"}) + Events{machine_terminated("req-a", "m-1")}, machine_launched("req-a", "m-1"));
}

TEST(State, RefusesWhatTheTransitionsForbid) {
    const auto over = with_template({request_created("req-a", 1), request_cancelled("req-a")});
    expect_illegal(over, request_started("req-a"));
    expect_illegal(over, request_cancelled("req-a"));
    expect_illegal(over, request_timed_out("req-a"));
    expect_illegal(with_template({request_created("req-a", 1)}), RequestPartiallyFulfilled{{{"req-a"}}, 1, {}});

    const auto gone = launched({"m-1"}) + Events{machine_terminated("req-a", "m-1")};
    expect_illegal(gone, machine_started("req-a", "m-1"));
    expect_illegal(gone, machine_failed("req-a", "m-1"));
    expect_illegal(gone, machine_terminated("req-a", "m-1"));
    expect_illegal(gone, machine_changed("req-a", "m-1", MachineStatus::terminated, MachineStatus::running));
    expect_illegal(launched({"m-1"}),
                   machine_changed("req-a", "m-1", MachineStatus::launching, MachineStatus::stopping));
}

TEST(State, RefusesAnOutcomeOfALaunchThatIsNotOpen) {
    expect_illegal(launched({"m-1"}), launch_succeeded("req-a", 1));
    expect_illegal(launched({"m-1"}), launch_failed("req-a", 1, 0));
    const auto second_open =
        launched({"m-1"}) + Events{machine_failed("req-a", "m-1"), launch_requested("req-a", 1, 2)};
    expect_illegal(second_open, launch_succeeded("req-a", 1, 1));
    expect_illegal(second_open, launch_requested("req-a", 1, 3));
}

class AtRest : public ::testing::Test {
protected:
    void both(const Events& events) {
        for (const auto& event : events) {
            ledger({event});
            models({event});
            models.state.share_at_rest(event, at_rest);
        }
    }
    // What was brought to rest is in both at the same address, in bytes.
    [[nodiscard]] bool same_request() const { return same(RequestId{"req-a"}); }
    [[nodiscard]] bool same_machine() const { return same(MachineId{"m-1"}); }
    template <class Id>
    [[nodiscard]] bool same(const Id& id) const {
        const auto& one = ledger.state.slot(id)->packed();
        const auto& other = models.state.slot(id)->packed();
        return one && other && one.view().data() == other.view().data();
    }

    Replay ledger, models;
    State::AtRest at_rest;
};

TEST_F(AtRest, IsKeptOnceByTwoStates) {
    both(launched({"m-1"}) + Events{machine_started("req-a", "m-1"), RequestCompleted{{{"req-a"}}, 1, {}}});
    ledger.state.adopt(at_rest);
    EXPECT_FALSE(same_request());
    EXPECT_FALSE(same_machine());
    both({machine_terminated("req-a", "m-1")});
    ledger.state.adopt(at_rest);
    EXPECT_TRUE(same_request());
    EXPECT_TRUE(same_machine());
    EXPECT_EQ(text_of(ledger.state), text_of(models.state));
    EXPECT_EQ(ledger.named("m-1"), "m-1");
}

TEST_F(AtRest, IsChangedInOneStateAlone) {
    both(with_template({request_created("req-a", 1), request_started("req-a"), RequestFailed{{{"req-a"}}, "why"}}));
    ledger.state.adopt(at_rest);
    ASSERT_TRUE(same_request());
    auto retry = std::get<RequestCreated>(request_created("req-b", 1));
    retry.retry_of = RequestId{"req-a"};
    ledger({retry});
    EXPECT_EQ(ledger.request("req-a").retried_by, RequestId{"req-b"});
    EXPECT_FALSE(models.request("req-a").retried_by);
    models({retry});
    EXPECT_EQ(text_of(ledger.state), text_of(models.state));
}

TEST_F(AtRest, IsLeftOutWhereItHasGoneOnMeanwhile) {
    both(with_template({request_created("req-a", 1), request_started("req-a"), RequestFailed{{{"req-a"}}, "why"}}));
    auto retry = std::get<RequestCreated>(request_created("req-b", 1));
    retry.retry_of = RequestId{"req-a"};
    ledger({retry});
    ledger.state.adopt(at_rest);
    EXPECT_FALSE(same_request());
    EXPECT_EQ(ledger.request("req-a").retried_by, RequestId{"req-b"});
}

}  // namespace
}  // namespace hf::testing
