// The contract of every Provider (core/ports/provider.hpp). A provider passes by giving a harness:
//
//     struct MyHarness {
//         Provider& provider();
//         Provider& restarted();              // a new provider over the same machines, as a restarted daemon has it
//         Capabilities capabilities() const;  // of the provider's type
//         LaunchSpec order();                 // orders machines that run until they are ordered to end
//         LaunchSpec refused(LaunchSpec);     // the same order, changed so that its launch is refused
//         LaunchSpec stubborn(LaunchSpec);    // the same order, of machines that a graceful end leaves running; or
//                                             // unchanged, if the provider knows no such machines
//         LaunchSpec in_units(LaunchSpec);    // the same order, of machines of which some are worth several units; or
//                                             // unchanged, if what plays the provider can't count units
//         const ProviderType& type() const;   // says what a machine is worth
//         void launch_unheard(LaunchSpec);    // launches some or all of the machines, and the answer is lost
//         void kill(const std::string& id);   // ends a machine behind the provider's back
//         std::multiset<std::string> living(const std::string& site);  // looks past the provider: an id for each
//                                                                      // machine that really runs
//     };                                      // its destructor ends all machines that are left
//     INSTANTIATE_TYPED_TEST_SUITE_P(Mine, ProviderContract, MyHarness);
//
// The suite gives each order its token, site and count. Its tests wait for states that stay, and never for a time to
// pass.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "core/ports/capabilities.hpp"
#include "core/ports/provider.hpp"
#include "core/ports/provider_type.hpp"

namespace hf::testing {

using Ids = std::set<std::string>;

inline Ids ids_of(const std::vector<ProviderMachine>& machines) {
    Ids ids;
    for (const auto& machine : machines)
        EXPECT_TRUE(ids.insert(machine.id).second) << machine.id << " is reported twice";
    return ids;
}

// Returns a word that was never used before: not for another harness, and not by a test program that runs beside this
// one.
inline std::string unique_word(const char* what) {
    static std::atomic<int> number = 0;
    return fmt::format("{}-{}-{}", what, ::getpid(), ++number);
}

template <class Harness>
class ProviderContract : public ::testing::Test {
protected:
    static bool eventually(const std::function<bool()>& holds) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
        while (!holds()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        return true;
    }

    Provider& provider() { return harness_.provider(); }

    LaunchSpec order(std::uint32_t count) {
        auto order = harness_.order();
        order.token = token_;
        order.site = site_;
        order.request_id = "req-1";
        order.template_id = "small";
        order.count = count;
        order.repeated = false;
        return order;
    }
    LaunchSpec repeated(std::uint32_t count) {
        auto again = order(count);
        again.repeated = true;
        return again;
    }

    LaunchSpec in_units(std::uint32_t count, bool again = false) {
        auto order = harness_.in_units(again ? repeated(count) : this->order(count));
        order.counts = Counting::units;
        return order;
    }
    TemplateSpec template_of(const LaunchSpec& order) const {
        TemplateSpec spec;
        spec.configuration = order.configuration;
        spec.counts = order.counts;
        return spec;
    }
    // What the machines are worth together, as the order counts.
    std::uint32_t worth(const std::vector<ProviderMachine>& machines, const LaunchSpec& order) const {
        std::uint32_t sum = 0;
        for (const auto& machine : machines)
            sum += order.counts == Counting::units ? harness_.type().units_of(template_of(order), machine.instance_type)
                                                   : 1;
        return sum;
    }

    // Expects that the launch succeeds with what was asked for, and returns the ids of its machines.
    std::vector<std::string> launch_by(Provider& provider, const LaunchSpec& order) const {
        const auto result = provider.launch(order);
        EXPECT_FALSE(result.error) << result.error->message;
        const auto excess =
            order.counts == Counting::units ? harness_.type().excess_of(template_of(order)) : std::uint32_t{};
        EXPECT_GE(worth(result.machines, order), order.count);
        EXPECT_LE(worth(result.machines, order), order.count + excess);
        const auto ids = ids_of(result.machines);
        return {ids.begin(), ids.end()};
    }
    std::vector<std::string> launched(std::uint32_t count) { return launch_by(provider(), order(count)); }

    static std::vector<ProviderMachine> described_by(Provider& provider, const std::vector<std::string>& ids) {
        auto machines = provider.describe(ids);
        EXPECT_TRUE(machines) << machines.error().message;
        return machines ? std::move(*machines) : std::vector<ProviderMachine>{};
    }
    // Returns the machine as the provider describes it; nothing: the machine is gone.
    static std::optional<ProviderMachine> seen_by(Provider& provider, const std::string& id) {
        auto machines = described_by(provider, {id});
        EXPECT_LE(machines.size(), 1U);
        return machines.empty() ? std::nullopt : std::optional(std::move(machines.front()));
    }
    bool has_ended(const std::string& id) {
        const auto machine = seen_by(provider(), id);
        return !machine || (!machine->unknown_now && !is_live(machine->status));
    }
    bool ends(const std::string& id) {
        return eventually([&] { return has_ended(id); });
    }
    bool comes_to(const std::string& id, MachineStatus status) {
        return eventually([&] {
            const auto machine = seen_by(provider(), id);
            return machine && !machine->unknown_now && machine->status == status;
        });
    }

    static void terminate_by(Provider& provider, const std::vector<std::string>& ids, Ending how) {
        const auto done = provider.terminate(ids, how);
        EXPECT_TRUE(done) << done.error().message;
    }
    void terminate(const std::vector<std::string>& ids, Ending how = Ending::graceful) {
        terminate_by(provider(), ids, how);
    }
    void stop(const std::vector<std::string>& ids) {
        const auto done = provider().stop(ids);
        EXPECT_TRUE(done) << done.error().message;
    }
    void start(const std::vector<std::string>& ids) {
        const auto done = provider().start(ids);
        EXPECT_TRUE(done) << done.error().message;
    }
    Ids found_by(Provider& provider) {
        const auto found = provider.find(token_);
        EXPECT_TRUE(found) << found.error().message;
        return found ? ids_of(*found) : Ids{};
    }
    static Ids listed_by(Provider& provider, const std::string& site) {
        const auto listed = provider.list(site);
        EXPECT_TRUE(listed) << listed.error().message;
        return listed ? ids_of(*listed) : Ids{};
    }

    // Expects that these machines run, each once, and no other machine of the site.
    template <class Container>
    void expect_living(const Container& ids) {
        const std::multiset<std::string> wanted(ids.begin(), ids.end());
        EXPECT_TRUE(eventually([&] { return harness_.living(site_) == wanted; }))
            << harness_.living(site_).size() << " run in place of " << wanted.size();
    }

    bool stops_and_starts() { return harness_.capabilities().stop_and_start; }

    Harness harness_;
    std::string token_ = unique_word("token");
    std::string site_ = unique_word("site");
    // No machine ever had one of these ids.
    const std::vector<std::string> unknown_{"i-0123456789abcdef0", "unknown-1", "../../etc"};
};

TYPED_TEST_SUITE_P(ProviderContract);

TYPED_TEST_P(ProviderContract, LaunchesWhatIsAskedFor) {
    auto& provider = this->provider();
    const auto result = provider.launch(this->order(3));
    ASSERT_FALSE(result.error) << result.error->message;
    const auto ids = ids_of(result.machines);
    EXPECT_EQ(ids.size(), 3U);
    for (const auto& machine : result.machines) {
        EXPECT_EQ(machine.token, this->token_);
        EXPECT_TRUE(is_live(machine.status));
        EXPECT_FALSE(machine.unknown_now);
        EXPECT_TRUE(this->comes_to(machine.id, MachineStatus::running));
    }
    this->expect_living(ids);
    EXPECT_EQ(this->found_by(provider), ids);
    EXPECT_EQ(this->listed_by(provider, this->site_), ids);
    const auto machines = this->described_by(provider, {ids.begin(), ids.end()});
    EXPECT_EQ(ids_of(machines), ids);
    std::set<std::string> names;
    for (const auto& machine : machines) {
        EXPECT_EQ(machine.token, this->token_);
        EXPECT_FALSE(machine.name.empty());
        EXPECT_TRUE(names.insert(machine.name).second) << "two are called " << machine.name;
    }
}

TYPED_TEST_P(ProviderContract, NothingAskedForIsNothingDone) {
    auto& provider = this->provider();
    const auto none = provider.launch(this->order(0));
    EXPECT_TRUE(none.machines.empty());
    EXPECT_FALSE(none.error);
    EXPECT_TRUE(this->described_by(provider, {}).empty());
    EXPECT_TRUE(this->found_by(provider).empty());
    EXPECT_TRUE(this->listed_by(provider, this->site_).empty());
    this->terminate({});
    provider.forget({});
    if (this->stops_and_starts()) {
        this->stop({});
        this->start({});
    }
}

TYPED_TEST_P(ProviderContract, IsWellAndFindsNothingWrongWithItsOrder) {
    EXPECT_TRUE(this->provider().health());
    TemplateSpec spec;
    const auto order = this->order(1);
    spec.provider_api = order.provider_api;
    spec.configuration = order.configuration;
    const auto check = this->provider().validate(spec);
    ASSERT_TRUE(check) << check.error().message;
    for (const auto& [field, message] : check->findings) ADD_FAILURE() << field << ": " << message;
    EXPECT_TRUE(this->harness_.living(this->site_).empty()) << "a check makes no machine";
}

// P6: the same token never makes a further machine.
TYPED_TEST_P(ProviderContract, ARepeatedTokenMakesNoFurtherMachine) {
    const auto ids = this->launched(3);
    EXPECT_EQ(this->launch_by(this->provider(), this->repeated(3)), ids);
    EXPECT_EQ(this->launch_by(this->harness_.restarted(), this->repeated(3)), ids);
    EXPECT_EQ(this->launch_by(this->provider(), this->repeated(3)), ids);
    this->expect_living(ids);
}

TYPED_TEST_P(ProviderContract, OnlyWhatIsMissingIsStarted) {
    const auto some = this->launched(2);
    const auto all = this->launch_by(this->harness_.restarted(), this->repeated(5));
    EXPECT_TRUE(std::includes(all.begin(), all.end(), some.begin(), some.end()));
    this->expect_living(all);
}

// Where units are counted, the last machine may exceed what was asked for, and a repeated token still makes no further
// machine (P6, ADR 30).
TYPED_TEST_P(ProviderContract, MakesAsManyUnitsAsAreAskedFor) {
    const auto order = this->in_units(5);
    if (order.configuration == this->order(5).configuration) GTEST_SKIP() << "what plays it can't count units";
    const auto some = this->launch_by(this->provider(), order);
    EXPECT_LT(some.size(), 5U) << "five units, and not five machines";
    this->expect_living(some);
    EXPECT_EQ(this->launch_by(this->provider(), this->in_units(5, true)), some);
    EXPECT_EQ(this->launch_by(this->harness_.restarted(), this->in_units(5, true)), some);
    EXPECT_EQ(this->found_by(this->harness_.restarted()), Ids(some.begin(), some.end()));
    this->expect_living(some);

    const auto all = this->launch_by(this->harness_.restarted(), this->in_units(11, true));
    EXPECT_TRUE(std::includes(all.begin(), all.end(), some.begin(), some.end()));
    this->expect_living(all);
}

TYPED_TEST_P(ProviderContract, TokensHaveMachinesOfTheirOwn) {
    const auto mine = this->launched(2);
    const auto first = this->token_;
    this->token_ = unique_word("token");
    const auto others = this->launched(1);
    EXPECT_EQ(this->found_by(this->provider()), Ids(others.begin(), others.end()));
    this->token_ = first;
    EXPECT_EQ(this->found_by(this->provider()), Ids(mine.begin(), mine.end()));
    auto all = mine;
    all.insert(all.end(), others.begin(), others.end());
    this->expect_living(all);
}

TYPED_TEST_P(ProviderContract, ALaunchThatNobodyHeardOfIsGoneOnWith) {
    this->harness_.launch_unheard(this->order(4));
    const auto ids = this->launch_by(this->harness_.restarted(), this->repeated(4));
    this->expect_living(ids);
    EXPECT_EQ(this->found_by(this->provider()), Ids(ids.begin(), ids.end()));
}

// P6: a machine that find() doesn't report won't come up.
TYPED_TEST_P(ProviderContract, FindIsFinal) {
    this->harness_.launch_unheard(this->order(4));
    auto& provider = this->harness_.restarted();
    const auto found = this->found_by(provider);
    this->expect_living(found);
    const auto first = this->token_;
    this->token_ = unique_word("token");
    const auto others = this->launched(1);
    this->token_ = first;
    EXPECT_EQ(this->found_by(provider), found);
    auto all = found;
    all.insert(others.begin(), others.end());
    EXPECT_EQ(this->listed_by(provider, this->site_), all);
    this->expect_living(all);
    // Unless the token is launched again.
    const auto whole = this->launch_by(provider, this->repeated(4));
    EXPECT_TRUE(std::includes(whole.begin(), whole.end(), found.begin(), found.end()));
}

TYPED_TEST_P(ProviderContract, LaunchAndFindOfOneTokenMayMeet) {
    LaunchResult result;
    std::thread launching([&] { result = this->provider().launch(this->repeated(3)); });
    this->found_by(this->provider());
    launching.join();
    EXPECT_FALSE(result.error) << result.error->message;
    const auto ids = ids_of(result.machines);
    EXPECT_EQ(ids.size(), 3U);
    EXPECT_EQ(this->found_by(this->provider()), ids);
    this->expect_living(ids);
}

TYPED_TEST_P(ProviderContract, ConcurrentLaunchesOfOneTokenMakeEachMachineOnce) {
    constexpr std::uint32_t count = 10;
    std::vector<LaunchResult> results(6);
    std::vector<std::thread> threads;
    const auto order = this->repeated(count);
    for (std::size_t i = 0; i < results.size(); ++i)
        threads.emplace_back([&, i] { results[i] = this->provider().launch(order); });
    for (auto& thread : threads) thread.join();
    for (const auto& result : results) {
        EXPECT_FALSE(result.error) << result.error->message;
        EXPECT_EQ(result.machines.size(), count);
        EXPECT_EQ(ids_of(result.machines), ids_of(results[0].machines));
    }
    this->expect_living(ids_of(results[0].machines));
}

// P6: an error may close the launch, and then a machine that it doesn't report is nobody's.
TYPED_TEST_P(ProviderContract, AnErrorTellsAllThatTheTokenHas) {
    const auto ids = this->launched(2);
    const auto result = this->provider().launch(this->harness_.refused(this->repeated(4)));
    ASSERT_TRUE(result.error);
    EXPECT_NE(result.error->kind, ProviderErrorKind::unreachable) << result.error->message;
    EXPECT_EQ(ids_of(result.machines), Ids(ids.begin(), ids.end()));
    this->expect_living(ids);
}

TYPED_TEST_P(ProviderContract, ListTellsAllMachinesOfTheSiteAndNoOther) {
    auto& provider = this->provider();
    const auto ours = this->launched(3);
    const auto site = this->site_;
    this->site_ = unique_word("site");
    this->token_ = unique_word("token");
    const auto theirs = this->launched(2);
    EXPECT_EQ(this->listed_by(provider, site), Ids(ours.begin(), ours.end()));
    EXPECT_EQ(this->listed_by(this->harness_.restarted(), this->site_), Ids(theirs.begin(), theirs.end()));
    EXPECT_TRUE(this->listed_by(provider, unique_word("site")).empty());
    this->terminate({ours[1]});
    EXPECT_TRUE(this->ends(ours[1]));
    EXPECT_EQ(this->listed_by(provider, site), (Ids{ours[0], ours[2]}));
}

TYPED_TEST_P(ProviderContract, UnknownIdsAreNoErrorAndHideNoOther) {
    auto ids = this->unknown_;
    for (const auto& id : this->launched(2)) ids.push_back(id);
    const auto known = Ids(ids.end() - 2, ids.end());
    EXPECT_TRUE(this->eventually([&] { return ids_of(this->described_by(this->provider(), ids)) == known; }));
    if (this->stops_and_starts()) {
        this->stop(ids);
        for (const auto& id : known) EXPECT_TRUE(this->comes_to(id, MachineStatus::stopped));
        this->start(ids);
        for (const auto& id : known) EXPECT_TRUE(this->comes_to(id, MachineStatus::running));
    }
    this->provider().forget(ids);
    this->expect_living(known);
    this->terminate(ids);
    for (const auto& id : known) EXPECT_TRUE(this->ends(id));
    this->terminate(ids, Ending::forced);
    this->expect_living(Ids{});
}

// Absence is taken for an end (ADR 28), so an answer that could not be had whole is an error and no shorter list.
TYPED_TEST_P(ProviderContract, EveryAnswerIsWholeOrAnError) {
    const auto ids = this->launched(12);
    const Ids all(ids.begin(), ids.end());
    for (const auto& id : ids) EXPECT_TRUE(this->comes_to(id, MachineStatus::running));
    auto asked = ids;
    asked.insert(asked.begin() + 5, this->unknown_.begin(), this->unknown_.end());
    const auto has_all = [&](const std::vector<ProviderMachine>& machines) {
        const auto told = ids_of(machines);
        return std::includes(told.begin(), told.end(), all.begin(), all.end());
    };
    const auto look = [&](Provider& provider) {
        for (int i = 0; i < 5; ++i) {
            const auto described = provider.describe(asked);
            EXPECT_TRUE(!described || has_all(*described));
            const auto listed = provider.list(this->site_);
            EXPECT_TRUE(!listed || has_all(*listed));
        }
    };
    auto& provider = this->harness_.restarted();
    std::thread beside(look, std::ref(provider));
    look(provider);
    beside.join();
    EXPECT_TRUE(has_all(this->described_by(provider, asked)));
    EXPECT_EQ(this->listed_by(provider, this->site_), all);
}

TYPED_TEST_P(ProviderContract, TerminateMayBeRepeatedAndComeLate) {
    const auto ids = this->launched(3);
    const auto one = std::vector{ids[0]};
    for (const auto how : {Ending::graceful, Ending::graceful, Ending::forced, Ending::graceful})
        this->terminate(one, how);
    EXPECT_TRUE(this->ends(ids[0]));
    this->expect_living(Ids{ids[1], ids[2]});
    for (const auto how : {Ending::graceful, Ending::forced}) this->terminate(one, how);
    EXPECT_TRUE(this->has_ended(ids[0]));
    this->terminate(ids, Ending::forced);
    for (const auto& id : ids) EXPECT_TRUE(this->ends(id));
    this->expect_living(Ids{});
}

TYPED_TEST_P(ProviderContract, AForcedEndHastensAGracefulOne) {
    const auto ids = this->launch_by(this->provider(), this->harness_.stubborn(this->order(2)));
    this->terminate(ids);
    // The daemon that gives the second order knows nothing of the first.
    this->terminate_by(this->harness_.restarted(), ids, Ending::forced);
    for (const auto& id : ids) EXPECT_TRUE(this->ends(id));
    this->expect_living(Ids{});
}

TYPED_TEST_P(ProviderContract, AMachineThatWasEndedIsNotReplaced) {
    const auto ids = this->launched(2);
    this->terminate({ids[0]});
    EXPECT_EQ(this->launch_by(this->provider(), this->repeated(2)), ids) << "while it ends";
    EXPECT_TRUE(this->ends(ids[0]));
    const auto again = this->harness_.restarted().launch(this->repeated(2));
    EXPECT_FALSE(again.error);
    EXPECT_EQ(ids_of(again.machines), Ids(ids.begin(), ids.end()));
    for (const auto& machine : again.machines) EXPECT_EQ(is_live(machine.status), machine.id == ids[1]);
    this->expect_living(Ids{ids[1]});
}

TYPED_TEST_P(ProviderContract, AMachineThatEndedByItselfIsToldAndNotReplaced) {
    const auto ids = this->launched(2);
    this->harness_.kill(ids[1]);
    EXPECT_TRUE(this->ends(ids[1]));
    EXPECT_EQ(this->listed_by(this->provider(), this->site_), Ids{ids[0]});
    EXPECT_EQ(this->launch_by(this->harness_.restarted(), this->repeated(2)), ids);
    this->expect_living(Ids{ids[0]});
}

TYPED_TEST_P(ProviderContract, TellsTheSameAfterARestart) {
    const auto ids = this->launched(3);
    this->terminate({ids[0]});
    EXPECT_TRUE(this->ends(ids[0]));
    for (const auto& id : {ids[1], ids[2]}) EXPECT_TRUE(this->comes_to(id, MachineStatus::running));
    auto& restarted = this->harness_.restarted();
    for (const auto& id : ids) {
        const auto before = this->seen_by(this->provider(), id);
        const auto after = this->seen_by(restarted, id);
        ASSERT_EQ(before.has_value(), after.has_value());
        if (!before) continue;
        EXPECT_EQ(before->token, after->token);
        EXPECT_EQ(before->name, after->name);
        EXPECT_EQ(before->status, after->status);
        EXPECT_EQ(before->private_ip, after->private_ip);
        EXPECT_EQ(before->reason, after->reason);
    }
    EXPECT_EQ(this->found_by(restarted), this->found_by(this->provider()));
    EXPECT_EQ(this->listed_by(restarted, this->site_), (Ids{ids[1], ids[2]}));
}

TYPED_TEST_P(ProviderContract, StopsAndStartsWhereItsTypeSaysSo) {
    const auto ids = this->launched(2);
    if (!this->stops_and_starts()) {
        // A provider that can't must not look as if it could.
        EXPECT_FALSE(this->provider().stop(ids));
        EXPECT_FALSE(this->provider().start(ids));
        return this->expect_living(ids);
    }
    this->stop({ids[0]});
    EXPECT_TRUE(this->comes_to(ids[0], MachineStatus::stopped));
    EXPECT_TRUE(this->comes_to(ids[1], MachineStatus::running));
    // The stopped machine is there, and every call that reports machines reports it.
    auto& restarted = this->harness_.restarted();
    EXPECT_EQ(this->listed_by(restarted, this->site_), Ids(ids.begin(), ids.end()));
    EXPECT_EQ(this->found_by(restarted), Ids(ids.begin(), ids.end()));
    const auto again = restarted.launch(this->repeated(2));
    EXPECT_EQ(ids_of(again.machines), Ids(ids.begin(), ids.end()));
    for (const auto& machine : again.machines)
        EXPECT_EQ(machine.status == MachineStatus::stopped, machine.id == ids[0]) << "a launch starts no stopped one";
    this->start({ids[0]});
    EXPECT_TRUE(this->comes_to(ids[0], MachineStatus::running));
    this->expect_living(ids);
}

// A daemon may be killed between an order and the record of that order, so orders are repeated.
TYPED_TEST_P(ProviderContract, TheLaterOfStopAndStartCounts) {
    if (!this->stops_and_starts()) GTEST_SKIP() << "its type can't";
    const auto ids = this->launched(1);
    this->stop(ids);
    this->stop(ids);
    EXPECT_TRUE(this->comes_to(ids[0], MachineStatus::stopped));
    this->start(ids);
    this->start(ids);
    EXPECT_TRUE(this->comes_to(ids[0], MachineStatus::running));
    this->start(ids);
    this->stop(ids);
    EXPECT_TRUE(this->comes_to(ids[0], MachineStatus::stopped));
    this->stop(ids);
    EXPECT_EQ(this->seen_by(this->provider(), ids[0])->status, MachineStatus::stopped);
}

TYPED_TEST_P(ProviderContract, AStoppedMachineEndsAndIsNotStartedAgain) {
    if (!this->stops_and_starts()) GTEST_SKIP() << "its type can't";
    const auto ids = this->launched(2);
    this->stop(ids);
    for (const auto& id : ids) EXPECT_TRUE(this->comes_to(id, MachineStatus::stopped));
    this->terminate({ids[0]}, Ending::graceful);
    this->terminate({ids[1]}, Ending::forced);
    for (const auto& id : ids) EXPECT_TRUE(this->ends(id));
    this->start(ids);
    this->stop(ids);
    for (const auto& id : ids) EXPECT_TRUE(this->has_ended(id));
    this->expect_living(Ids{});
}

TYPED_TEST_P(ProviderContract, ForgetsOnlyWhatHasEnded) {
    const auto ids = this->launched(2);
    this->terminate({ids[0]});
    EXPECT_TRUE(this->ends(ids[0]));
    this->provider().forget(ids);
    this->provider().forget(ids);
    EXPECT_TRUE(this->ends(ids[0]));
    EXPECT_TRUE(this->comes_to(ids[1], MachineStatus::running));
    EXPECT_EQ(this->listed_by(this->harness_.restarted(), this->site_), Ids{ids[1]});
    this->expect_living(Ids{ids[1]});
}

REGISTER_TYPED_TEST_SUITE_P(ProviderContract, LaunchesWhatIsAskedFor, NothingAskedForIsNothingDone,
                            IsWellAndFindsNothingWrongWithItsOrder, ARepeatedTokenMakesNoFurtherMachine,
                            OnlyWhatIsMissingIsStarted, MakesAsManyUnitsAsAreAskedFor, TokensHaveMachinesOfTheirOwn,
                            ALaunchThatNobodyHeardOfIsGoneOnWith, FindIsFinal, LaunchAndFindOfOneTokenMayMeet,
                            ConcurrentLaunchesOfOneTokenMakeEachMachineOnce, AnErrorTellsAllThatTheTokenHas,
                            ListTellsAllMachinesOfTheSiteAndNoOther, UnknownIdsAreNoErrorAndHideNoOther,
                            EveryAnswerIsWholeOrAnError, TerminateMayBeRepeatedAndComeLate,
                            AForcedEndHastensAGracefulOne, AMachineThatWasEndedIsNotReplaced,
                            AMachineThatEndedByItselfIsToldAndNotReplaced, TellsTheSameAfterARestart,
                            StopsAndStartsWhereItsTypeSaysSo, TheLaterOfStopAndStartCounts,
                            AStoppedMachineEndsAndIsNotStartedAgain, ForgetsOnlyWhatHasEnded);

}  // namespace hf::testing
