// P12: a snapshot whose rows do not fit each other is refused, whatever it says, and takes no memory for it. Rows
// that contradict each other are refused too, with the reason.
#include "core/snapshots/load_snapshot.hpp"
#include "core/snapshots/snapshot_items.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;

class HostileSnapshot : public ::testing::Test {
protected:
    HostileSnapshot() {
        auto site = given_small({request_created("req-a", 1)});
        write_snapshot(intact, site.models().draft(true), Extent::everything, site.store(), codec);
    }

    // The snapshot with another head, and with one item more or instead.
    bool loads(const SnapshotHead& head, const std::vector<SnapshotItem>& items = {}) {
        InMemorySnapshotStore store;
        const auto writing = store.begin();
        for (const auto& item : intact.changed_after({}, 1000, 1U << 20).items) writing->put(item);
        for (const auto& item : items) writing->put(item);
        writing->commit(head);
        try {
            return load_snapshot(store).has_value();
        } catch (const SnapshotError&) {
            return false;
        }
    }

    MsgpackCodec codec;
    InMemorySnapshotStore intact;
};

TEST_F(HostileSnapshot, LoadsAsItWasWritten) { EXPECT_TRUE(loads(*intact.head())); }

TEST_F(HostileSnapshot, NumbersBeyondThoseOfEventsAreRefused) {
    for (std::size_t category = 0; category < category_count; ++category) {
        auto head = *intact.head();
        head.next_ordinals[category] = 4'000'000'000;
        EXPECT_FALSE(loads(head));
        head.category_positions[category] = 4'000'000'000;
        EXPECT_FALSE(loads(head));
    }
}

TEST_F(HostileSnapshot, AnOrdinalBeyondTheNextOneIsRefused) {
    auto item = intact.items(Category::request, 0, 1).at(0);
    auto request = aggregate_of<Request>(item);
    request.ordinal = 4'000'000'000;
    auto of_the_aggregate = item_of(request);
    of_the_aggregate.ordinal = item.ordinal;
    EXPECT_FALSE(loads(*intact.head(), {of_the_aggregate}));

    request.request_id.value = "req-b";
    EXPECT_FALSE(loads(*intact.head(), {item_of(request)}));
}

TEST_F(HostileSnapshot, ARequestOrMachineIsNeverGone) {
    auto item = intact.items(Category::request, 0, 1).at(0);
    const GoneSnapshot gone{1, 1};
    item.gone = true;
    item.data = packing_of<GoneSnapshot>().pack(&gone);
    EXPECT_FALSE(loads(*intact.head(), {item}));
}

// A site with machines that live, have failed and are given back.
class ContradictorySnapshot : public ::testing::Test {
protected:
    ContradictorySnapshot() {
        Events facts{provider_registered(), template_created("small", {.max_number = 10}),
                     request_created("req-waits", 2)};
        for (auto& event : running_request("req-runs", {"m-1", "m-2", "m-3"})) facts.push_back(std::move(event));
        facts.push_back(return_created("ret-1", {"m-2"}));
        facts.push_back(machine_return_requested("req-runs", "m-2", "ret-1"));
        facts.push_back(machine_failed("req-runs", "m-3"));
        auto site = given(std::move(facts));
        write_snapshot(intact, site.models().draft(true), Extent::everything, site.store(), codec);
    }

    // What is said of the snapshot when one of its items says something else.
    template <class T>
    std::string reason(Category category, const std::string& id, const std::function<void(T&)>& lie) {
        InMemorySnapshotStore store;
        const auto writing = store.begin();
        bool lied = false;
        for (auto& item : intact.changed_after({}, 1000, 1U << 20).items) {
            if (item.category != category || packing_of<T>().first(item.data) != id) {
                writing->put(item);
                continue;
            }
            auto changed = aggregate_of<T>(item);
            lie(changed);
            lied = true;
            writing->put(item_of(changed));
        }
        EXPECT_TRUE(lied) << id;
        writing->commit(*intact.head());
        try {
            EXPECT_TRUE(load_snapshot(store));
            return {};
        } catch (const SnapshotError& problem) {
            return problem.what();
        }
    }
    std::string of_request(const std::string& id, const std::function<void(Request&)>& lie) {
        return reason<Request>(Category::request, id, lie);
    }
    std::string of_machine(const std::string& id, const std::function<void(Machine&)>& lie) {
        return reason<Machine>(Category::machine, id, lie);
    }

    MsgpackCodec codec;
    InMemorySnapshotStore intact;
};

TEST_F(ContradictorySnapshot, LoadsAsItWasWritten) {
    EXPECT_EQ(of_machine("m-1", [](Machine&) {}), "");
}

TEST_F(ContradictorySnapshot, WhatIsNamedIsThere) {
    const RequestId nobody{"nobody"};
    EXPECT_THAT(of_request("ret-1", [](Request& r) { r.machine_ids.front().value = "m-9"; }),
                HasSubstr("request ret-1 names machine m-9, which is not known"));
    EXPECT_THAT(of_request("req-runs", [](Request& r) { r.machine_ids.back().value = "m-9"; }),
                HasSubstr("m-9, which is not known"));
    EXPECT_THAT(of_machine("m-1", [&](Machine& m) { m.spec.request_id = nobody; }),
                HasSubstr("m-1, which is of nobody"));
    EXPECT_THAT(of_machine("m-2", [&](Machine& m) { m.returns.push_back(nobody); }), HasSubstr("part of nobody"));
    EXPECT_THAT(of_machine("m-2", [](Machine& m) { m.returns.clear(); }), HasSubstr("which doesn't know of it"));
    EXPECT_THAT(of_machine("m-2", [&](Machine& m) { m.return_request_id = nobody; }),
                HasSubstr("given back by nobody"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { r.template_id.reset(); }), HasSubstr("no template"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { r.template_id = TemplateId{"none"}; }), HasSubstr("none"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { r.provider = ProviderName{"none"}; }), HasSubstr("none"));
    EXPECT_THAT(of_machine("m-1", [](Machine& m) { m.spec.provider = ProviderName{"none"}; }), HasSubstr("none"));
}

TEST_F(ContradictorySnapshot, EachMachineIsOfOneRequestAndOnce) {
    EXPECT_THAT(of_request("req-runs", [](Request& r) { r.machine_ids.pop_back(); }), HasSubstr("req-runs has"));
    EXPECT_THAT(of_request("req-runs", [](Request& r) { r.machine_ids.push_back(r.machine_ids.front()); }),
                HasSubstr("m-1 twice"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { r.machine_ids.push_back({"m-1"}); }),
                HasSubstr("m-1, which is of req-runs"));
}

TEST_F(ContradictorySnapshot, CountsAreThoseOfTheMachines) {
    EXPECT_THAT(of_request("req-runs", [](Request& r) { ++r.live; }), HasSubstr("has 2 live, and says 3"));
    EXPECT_THAT(of_request("req-runs", [](Request& r) { ++r.failed_count; }), HasSubstr("has 1 that failed"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { ++r.starting; }), HasSubstr("has 0 starting"));
    EXPECT_THAT(of_request("ret-1", [](Request& r) { ++r.succeeded_count; }), HasSubstr("ret-1 has 0 that succeeded"));
    EXPECT_THAT(of_machine("m-1", [](Machine& m) { m.spec.units = 7; }), HasSubstr("req-runs has"));
    EXPECT_THAT(reason<Template>(Category::template_, "small", [](Template& t) { ++t.machines_in_use; }),
                HasSubstr("template small has 4 in use, and says 5"));
    EXPECT_THAT(reason<ProviderAggregate>(Category::provider, "local", [](ProviderAggregate& p) { ++p.live_machines; }),
                HasSubstr("provider local"));
}

TEST_F(ContradictorySnapshot, AnItemFitsItself) {
    EXPECT_THAT(of_machine("m-3", [](Machine& m) { m.ended_at.reset(); }), HasSubstr("m-3 is failed"));
    EXPECT_THAT(of_machine("m-1", [](Machine& m) { m.ended_at = m.created_at; }), HasSubstr("m-1 is running"));
    EXPECT_THAT(of_machine("m-1", [](Machine& m) { m.named_at = 4'000'000'000; }), HasSubstr("was named at"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { r.changed_at = 4'000'000'000; }), HasSubstr("req-waits"));
    EXPECT_THAT(of_request("req-waits", [](Request& r) { r.source = 40; }), HasSubstr("asks source 40"));
}

TEST_F(ContradictorySnapshot, OneEventNamesOneMachine) {
    Position named_at = 0;
    of_machine("m-2", [&](Machine& m) { named_at = m.named_at; });
    EXPECT_THAT(of_machine("m-1", [&](Machine& m) { m.named_at = named_at; }),
                HasSubstr("several machines were named"));
}

}  // namespace
}  // namespace hf::testing
