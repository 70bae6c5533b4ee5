// What a site in quarantine does at its providers: it looks, and nothing else, until it is resumed.
#include "core/commands/cancel_request.hpp"
#include "core/commands/release_provider.hpp"
#include "core/commands/resume_site.hpp"
#include "core/provisioning/commands/begin_quarantine.hpp"
#include "tests/unit/support/asking.hpp"
#include "tests/unit/support/lane_fixture.hpp"

namespace hf::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class QuarantineTest : public LaneTest {
protected:
    // As a start does that finds its store elsewhere, before its lanes begin.
    void quarantine() {
        site.stop();
        tell(BeginQuarantine{"was at work on host alpha"});
        site.start();
    }
    void resume() { tell(ResumeSite{}); }
    void let_pass(std::chrono::seconds time) {
        const auto until = site.clock.monotonic() + time;
        site.run_until([&] { return site.clock.monotonic() >= until; }, time + 1h);
    }
    void wait_until_compared() {
        wait_until("it is compared", [&] { return provider().compared(); });
    }
    // What may not happen in quarantine: a call that changes something, and a change of what is recorded.
    struct Untouched {
        std::size_t made;
        std::uint32_t launch_calls;
        std::uint32_t change_calls;
        std::set<std::string> living;
        std::set<std::string> forgotten;
        std::array<std::uint64_t, category_count> positions;
        bool operator==(const Untouched&) const = default;
    };
    [[nodiscard]] Untouched now() const {
        auto positions = site.state().category_positions();
        positions[static_cast<std::size_t>(Category::provider)] = 0;
        return {cloud->made(),   cloud->launch_calls(), cloud->change_calls(),
                cloud->living(), cloud->forgotten(),    positions};
    }
    template <class C>
    Error refusal_of(C command) {
        const auto outcome = site.tell(std::move(command));
        EXPECT_FALSE(outcome.accepted);
        Error error;
        EXPECT_FALSE(site.codec.decode(outcome.payload, error));
        return error;
    }
};

TEST_F(QuarantineTest, NothingIsMadeAndNothingIsEnded) {
    const auto running = ask_for(3);
    wait_for(running, RequestStatus::complete);
    cloud->fail(1'000'000, {ProviderErrorKind::no_capacity, "none left"});
    auto late = create_request(2);
    late.timeout_s = 600;
    const auto open = accepted(site.tell(late));
    let_pass(1min);
    cloud->add_stranger("i-stranger", site.store.id());
    cloud->kill(request(running).machine_ids.front().value);
    quarantine();
    const auto before = now();
    let_pass(24h);
    EXPECT_EQ(now(), before) << "neither at the provider, nor in what is recorded";
    EXPECT_TRUE(request(open).open()) << "its deadline does not pass";
    EXPECT_EQ(site.counts("local").quarantined, 1U);
}

TEST_F(QuarantineTest, AReturnThatWasOrderedWaits) {
    const auto id = ask_for(2);
    wait_for(id, RequestStatus::complete);
    site.stop();
    give_back(id);
    quarantine();
    let_pass(2h);
    EXPECT_THAT(cloud->living(), SizeIs(2));
    resume();
    wait_until("they are ended", [&] { return cloud->living().empty(); });
}

TEST_F(QuarantineTest, WhatDiffersIsReportedWhateverThePolicy) {
    for (const auto policy : {OrphanPolicy::terminate, OrphanPolicy::adopt, OrphanPolicy::report}) {
        site.settings.orphans = policy;
        cloud->add_stranger("i-stranger", site.store.id());
        quarantine();
        const auto found = audit();
        ASSERT_THAT(found.orphans, SizeIs(1)) << name_of(policy);
        EXPECT_EQ(found.orphans.front().outcome, OrphanOutcome::reported) << name_of(policy);
        EXPECT_TRUE(cloud->living().contains("i-stranger")) << name_of(policy);
    }
}

TEST_F(QuarantineTest, OnceItIsResumedEverythingGoesOn) {
    cloud->add_stranger("i-stranger", site.store.id());
    quarantine();
    wait_until_compared();
    EXPECT_TRUE(site.state().quarantined());
    resume();
    EXPECT_FALSE(site.state().quarantined());
    wait_until("the orphan is ended", [&] { return !cloud->living().contains("i-stranger"); });
    wait_for(ask_for(1), RequestStatus::complete);
    EXPECT_EQ(site.counts("local").quarantined, 0U);
}

TEST_F(QuarantineTest, ItLastsOverRestarts) {
    quarantine();
    restart();
    EXPECT_TRUE(provider().quarantined());
    EXPECT_EQ(refusal_of(create_request(1)).code, Code::invalid_state);
    tell(BeginQuarantine{"is a copy"});
    EXPECT_EQ(provider().quarantine_reason, "was at work on host alpha") << "the first reason counts";
}

TEST_F(QuarantineTest, OrdersAreRefusedWithTheReason) {
    const auto id = ask_for(1);
    wait_for(id, RequestStatus::complete);
    const auto machine = request(id).machine_ids.front();
    quarantine();
    const auto refused = [&](auto command) {
        const auto error = refusal_of(std::move(command));
        EXPECT_EQ(error.code, Code::invalid_state);
        EXPECT_THAT(error.message, HasSubstr("hostfactoryctl site resume"));
        EXPECT_EQ(error.details, (ValueMap{{"quarantine", "was at work on host alpha"}}));
        EXPECT_FALSE(error.retryable);
    };
    refused(create_request(1));
    refused(return_machines({machine.value}));
    refused(cancel_request(id));
    refused(StopMachines{{{machine}, {}}, {}});
    refused(StartMachines{{{machine}, {}}, {}});
    refused(ReleaseProvider{{"local"}, {}});
    EXPECT_TRUE(site.tell(create_template("another")).accepted) << "what is only recorded is not refused";
    EXPECT_TRUE(site.tell(CheckProvider{{"local"}}).accepted);
    wait_until("it is checked", [&] { return !provider().checking; });
}

TEST_F(QuarantineTest, ANewProviderIsInItAsWell) {
    quarantine();
    tell(RegisterProvider{{"extra"}, "process", {}});
    EXPECT_EQ(provider("extra").quarantine_reason, "was at work on host alpha");
}

TEST_F(QuarantineTest, ItEndsOnlyWhenEachProviderWasCompared) {
    EXPECT_THAT(refusal_of(ResumeSite{}).message, HasSubstr("not in quarantine"));
    cloud->be_unreachable(true);
    quarantine();
    EXPECT_THAT(refusal_of(ResumeSite{}).message, HasSubstr("\"local\""));
    wait_until("an answer", [&] { return !provider().auditing(); });
    EXPECT_EQ(refusal_of(ResumeSite{}).code, Code::invalid_state);
    EXPECT_TRUE(site.state().quarantined());
    tell(ResumeSite{"we have looked ourselves", true});
    EXPECT_FALSE(site.state().quarantined());
}

TEST_F(QuarantineTest, AnAuditOfBeforeIsNoComparison) {
    audit();
    quarantine();
    EXPECT_FALSE(provider().compared());
    wait_until_compared();
}

}  // namespace
}  // namespace hf::testing
