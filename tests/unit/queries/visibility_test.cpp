// What requesters see at a site where they see their own alone (security.visibility).
#include "core/catalogue.hpp"
#include "core/snapshots/write_snapshot.hpp"
#include "tests/unit/support/asking.hpp"
#include "tests/unit/support/in_memory_snapshot_store.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

// All that is of "robs" has this in its id or its name, and nothing else has. So it stands for a name that nobody has
// after it was replaced by one of the same length.
const std::string robs = "robs";
const std::string nobodys = "none";

Events all_of(const std::string& owner) {
    Events events = running_request("req-" + owner, {"m-" + owner, "m-" + owner + "-2"});
    std::get<RequestCreated>(events.front()).tags = {{"project", owner}};
    return ordered_by(owner, std::move(events) + Events{machine_failed("req-" + owner, "m-" + owner + "-2"),
                                                        return_created("ret-" + owner, {"m-" + owner})});
}

// The questions of each type that are to be asked. A query without any does not compile, so that somebody decides what
// those get of a new one who see their own alone: a query that shows requests, machines or their events takes the
// caller (core/queries/sight.hpp).
template <class Q>
std::vector<Q> questions() = delete;

template <class Q>
std::vector<Q> just_one() {
    return {Q{}};
}
// One for each kind of id that "robs" has.
template <class Q>
std::vector<Q> of_each(std::vector<std::string> ids, const std::function<Q(const std::string& id)>& question) {
    std::vector<Q> all;
    for (const auto& id : ids) all.push_back(question(id));
    return all;
}

// It names what the asker has said, where the site says that this is to be given back.
template <>
std::vector<CheckUnknownMachines> questions() {
    return {{{"m-robs"}}};
}
template <>
std::vector<CountMachines> questions() {
    return just_one<CountMachines>();
}
template <>
std::vector<Describe> questions() {
    return just_one<Describe>();
}
template <>
std::vector<GetHistory> questions() {
    auto all = of_each<GetHistory>({"req-robs", "m-robs", "ret-robs"}, [](auto& id) { return GetHistory{id, {}, {}}; });
    all.push_back({"m-robs", Category::machine, {}});
    all.push_back({"req-robs", Category::request, {}});
    all.push_back({"small", Category::template_, {}});
    all.push_back({"local", Category::provider, {}});
    return all;
}
template <>
std::vector<GetMachine> questions() {
    return {{{"m-robs"}}};
}
template <>
std::vector<GetMachineStatus> questions() {
    return of_each<GetMachineStatus>({"req-robs", "ret-robs"}, [](auto& id) { return GetMachineStatus{{id}}; });
}
template <>
std::vector<GetProvider> questions() {
    return {{{"local"}}};
}
template <>
std::vector<GetProviderAudit> questions() {
    return {{{"local"}}};
}
template <>
std::vector<GetProviderCapabilities> questions() {
    return {{{"local"}}};
}
template <>
std::vector<GetProviderHealth> questions() {
    return {{{"local"}}};
}
template <>
std::vector<GetQuarantine> questions() {
    return just_one<GetQuarantine>();
}
template <>
std::vector<GetRequest> questions() {
    return of_each<GetRequest>({"req-robs", "ret-robs"}, [](auto& id) { return GetRequest{{id}}; });
}
template <>
std::vector<GetRequestStatus> questions() {
    return {{RequestId{"req-robs"}, {}, true}, {{}, {{"req-robs", "ret-robs", "req-rens"}}, true}};
}
template <>
std::vector<GetReturnNotices> questions() {
    return just_one<GetReturnNotices>();
}
template <>
std::vector<GetStatistics> questions() {
    return just_one<GetStatistics>();
}
template <>
std::vector<GetStatus> questions() {
    return just_one<GetStatus>();
}
template <>
std::vector<GetTemplate> questions() {
    return {{{"small"}}};
}
template <>
std::vector<ListMachines> questions() {
    std::vector<ListMachines> all(5);
    all[1].request_id = RequestId{"req-robs"};
    all[2].machine_ids = {{"m-robs", "m-rens"}};
    all[3].names = {{"m-robs"}};
    all[4].page.q = "robs";
    return all;
}
template <>
std::vector<ListProviders> questions() {
    return just_one<ListProviders>();
}
template <>
std::vector<ListRequests> questions() {
    std::vector<ListRequests> all(4);
    all[1].page.tags = {{"project", "robs"}};
    all[2].page.q = "robs";
    all[3].page.sort = "request_id";
    return all;
}
template <>
std::vector<ListReturnRequests> questions() {
    return just_one<ListReturnRequests>();
}
template <>
std::vector<ListTemplates> questions() {
    return just_one<ListTemplates>();
}
template <>
std::vector<PlanRequest> questions() {
    return {{{"small"}, 1, {}, {}, {}}};
}
template <>
std::vector<QueryTemplateValidity> questions() {
    return {{TemplateId{"small"}, {}}};
}
template <>
std::vector<ReadEvents> questions() {
    auto all =
        of_each<ReadEvents>({"req-robs", "m-robs", "ret-robs"}, [](auto& id) { return ReadEvents{.stream = id}; });
    all.push_back({.limit = 1000});
    all.push_back({.limit = 1000, .categories = {{Category::machine, Category::request}}});
    all.push_back({.limit = 1000, .types = {{"RequestCreated", "MachineStarted"}}});
    return all;
}
template <>
std::vector<ReadSnapshot> questions() {
    return just_one<ReadSnapshot>();
}
template <>
std::vector<WhoAmI> questions() {
    return just_one<WhoAmI>();
}

std::string replaced(std::string text) {
    for (auto at = text.find(robs); at != std::string::npos; at = text.find(robs))
        text.replace(at, robs.size(), nobodys);
    return text;
}
// What the configurations of the template, of its source and of the provider hold.
const std::string secret = "hush";
bool tells_of_robs(const std::string& text) { return text.find(robs) != std::string::npos; }

// A site with the buses of a daemon, at which "robs" and "rens" order machines.
class SiteOfTwo {
public:
    SiteOfTwo() {
        add_every_query(bus_);
        write_snapshot(snapshots_, scenario.models().draft(true), Extent::everything, scenario.store(),
                       scenario.codec());
    }

    template <class Q>
    [[nodiscard]] std::string encoded(const Q& question) const {
        QueryEnvelope envelope;
        envelope.v = protocol_version;
        envelope.id.value = "q-1";
        envelope.type = Q::describe.name;
        envelope.body.msgpack = scenario.codec().encode(question);
        return scenario.codec().encode(envelope);
    }
    [[nodiscard]] std::string told(const std::string& principal, const std::string& message) const {
        return bus_.reply_to(message, {{}, fmt::format("{0}\nuser\n{0}", principal)});
    }

    Given scenario =
        given_small(Events{ProviderUpdated{{{"local"}}, "process", {{"key_id", secret}}, ProviderSource::command}} +
                        all_of("robs") + all_of("rens"),
                    {.max_number = 100,
                     .configuration = {{"userData", secret}},
                     .sources = {source("local", 1, {{"userData", secret + " at this source"}})}});

private:
    static Principals known() {
        const auto user = [](const std::string& name, Role role) {
            return Principal{.name = {name}, .unix_user = name, .roles = {role}};
        };
        return *Principals::of({user("robs", Role::requester), user("rens", Role::requester), user("vic", Role::viewer),
                                user("oda", Role::operator_)});
    }

    InMemorySnapshotStore snapshots_;
    const Limits limits_;
    const ProviderTypes types_ = in_memory_types();
    const AccessControl access_{known(), Visibility::own};
    QueryBus bus_{scenario.codec(),
                  access_,
                  {.models = scenario.models(),
                   .store = scenario.store(),
                   .limits = limits_,
                   .types = types_,
                   .clock = scenario.clock(),
                   .status = [] { return DaemonStatus{}; },
                   .statistics = [] { return DaemonStatistics{}; },
                   .snapshots = &snapshots_}};
};

// Asks all questions of every query of the catalogue as somebody.
struct Asking {
    const SiteOfTwo& site;
    std::string principal;
    std::set<std::string> tell_of_robs{};  // queries of which an answer does
    std::set<std::string> tell_secrets{};
    std::set<std::string> withhold{};

    template <class Q>
    void add() {
        for (const auto& question : questions<Q>()) {
            const auto message = site.encoded(question);
            const auto reply = site.told(principal, message);
            if (reply.find(secret) != std::string::npos) tell_secrets.emplace(Q::describe.name);
            if (reply.find("withheld") != std::string::npos) withhold.emplace(Q::describe.name);
            if (principal != "rens") {
                if (reply != replaced(reply)) tell_of_robs.emplace(Q::describe.name);
                continue;
            }
            // What another has ordered is answered as what there is not, to the byte.
            const ::testing::ScopedTrace trace(__FILE__, __LINE__, text_of(question));
            const auto of_nobody = site.told(principal, replaced(message));
            EXPECT_FALSE(tells_of_robs(of_nobody));
            if (tells_of_robs(message))
                EXPECT_EQ(replaced(reply), of_nobody);
            else
                EXPECT_FALSE(tells_of_robs(reply));
        }
    }
};

TEST(Visibility, NoQueryShowsARequesterWhatAnotherHasOrdered) {
    const SiteOfTwo site;
    Asking asking{site, "rens"};
    add_every_query(asking);
}

TEST(Visibility, OthersSeeThatAndSoDoesItsOwner) {
    const SiteOfTwo site;
    const std::set<std::string> show{"GetHistory",         "GetMachine",       "GetMachineStatus", "GetRequest",
                                     "GetRequestStatus",   "GetReturnNotices", "ListMachines",     "ListRequests",
                                     "ListReturnRequests", "ReadEvents",       "ReadSnapshot"};
    for (const auto* name : {"vic", "oda"}) {
        Asking asking{site, name};
        add_every_query(asking);
        EXPECT_EQ(asking.tell_of_robs, show) << name;
    }
    Asking own{site, "robs"};
    add_every_query(own);
    own.tell_of_robs.erase("WhoAmI");
    own.tell_of_robs.erase("GetQuarantine");  // the refusal names the asker
    EXPECT_EQ(own.tell_of_robs, show);
}

TEST(Visibility, NoQueryShowsConfigurationsToOthersThanOperators) {
    const SiteOfTwo site;
    const std::set<std::string> would_show{"GetHistory",  "GetProvider", "GetTemplate", "ListProviders",
                                           "PlanRequest", "ReadEvents",  "ReadSnapshot"};
    auto say_so = would_show;
    say_so.insert({"Describe", "ListTemplates"});
    for (const auto* name : {"vic", "robs", "rens"}) {
        Asking asking{site, name};
        add_every_query(asking);
        EXPECT_EQ(asking.tell_secrets, std::set<std::string>{}) << name;
        EXPECT_EQ(asking.withhold, say_so) << name;
    }
    Asking operators{site, "oda"};
    add_every_query(operators);
    EXPECT_EQ(operators.tell_secrets, would_show);
    EXPECT_EQ(operators.withhold, std::set<std::string>{"Describe"});
}

const Caller as_rob{.principal = "rob", .role = Role::requester, .sees_all = false};
const Caller as_ren{.principal = "ren", .role = Role::requester, .sees_all = false};
const Caller as_gate{.principal = "gate", .on_behalf_of = "rob", .role = Role::requester, .sees_all = false};

Given site_of_three() {
    return given_small(ordered_by("rob", running_request("req-a", {"m-1", "m-2"})) +
                           ordered_by("ren", running_request("req-b", {"m-3"})) + running_request("req-c", {"m-4"}) +
                           ordered_by("ren", {return_created("ret-b", {"m-3"})}) +
                           Events{machine_failed("req-a", "m-2"), machine_failed("req-c", "m-4")},
                       {.max_number = 100});
}

TEST(Visibility, ListsHaveOnesOwn) {
    auto site = site_of_three();
    for (const auto& caller : {as_rob, as_gate}) {
        const auto requests = ask(site, ListRequests{}, {}, caller);
        EXPECT_THAT(ids_of(requests), ElementsAre("req-a"));
        EXPECT_EQ(requests.total, 1U);
        EXPECT_THAT(ids_of(ask(site, ListMachines{}, {}, caller)), ElementsAre("m-2", "m-1"));
        EXPECT_THAT(ids_of(ask(site, ListReturnRequests{}, {}, caller)), IsEmpty());
        const auto notices = ask(site, GetReturnNotices{}, {}, caller);
        EXPECT_EQ(notices.total, 1U);
        EXPECT_EQ(notices.items.front().machine_id.value, "m-2");
    }
    EXPECT_THAT(ids_of(ask(site, ListRequests{}, {}, as_ren)), ElementsAre("ret-b", "req-b"));
    EXPECT_THAT(ids_of(ask(site, ListReturnRequests{}, {}, as_ren)), ElementsAre("ret-b"));
    EXPECT_THAT(ids_of(ask(site, ListMachines{}, {}, as_ren)), ElementsAre("m-3"));
    EXPECT_EQ(ask(site, ListRequests{}).total, 4U);
}

TEST(Visibility, WhatNobodyOwnsIsForThoseWhoSeeEverything) {
    auto site = site_of_three();
    const Caller nobody{.role = Role::requester, .sees_all = false};
    EXPECT_THAT(ids_of(ask(site, ListRequests{}, {}, nobody)), IsEmpty());
    EXPECT_EQ(refusal(site, GetRequest{{"req-c"}}, {}, as_rob).code, Code::request_not_found);
    EXPECT_EQ(ask(site, GetRequest{{"req-c"}}).request_id.value, "req-c");
}

TEST(Visibility, ReportsOfSeveralCallOthersUnknown) {
    auto site = site_of_three();
    const auto reports = ask(site, GetRequestStatus{{}, {{"req-b", "req-a", "req-none"}}, true}, {}, as_rob);
    EXPECT_THAT(ids_of(reports), ElementsAre("req-a"));
    EXPECT_EQ(reports.items.front().machines->size(), 2U);
    EXPECT_THAT(reports.unknown, ElementsAre("req-b", "req-none"));
}

// An operator who has become a requester since.
TEST(Visibility, AReturnShowsOnesOwnMachinesAlone) {
    auto site = site_of_three();
    site.given(ordered_by("rob", {return_created("ret-a", {"m-1", "m-3"})}));
    const auto states = ask(site, GetMachineStatus{{"ret-a"}}, {}, as_rob);
    ASSERT_EQ(states.items.size(), 1U);
    EXPECT_EQ(states.items.front().machine_id.value, "m-1");
    ListMachines of_it;
    of_it.request_id = RequestId{"ret-a"};
    EXPECT_THAT(ids_of(ask(site, of_it, {}, as_rob)), ElementsAre("m-1"));
    EXPECT_EQ(ask(site, of_it).total, 2U);
}

TEST(Visibility, CountsAreOfOnesOwnMachines) {
    auto site = site_of_three();
    const auto counted = [&](const Caller& caller, bool live_only) {
        CountMachines query;
        query.live_only = live_only;
        const auto counts = ask(site, query, {}, caller);
        EXPECT_EQ(counts.counts.contains("small") ? counts.counts.at("small") : 0, counts.total);
        return counts.total;
    };
    EXPECT_EQ(counted(as_rob, false), 2U);
    EXPECT_EQ(counted(as_rob, true), 1U);
    EXPECT_EQ(counted(as_ren, false), 1U);
    EXPECT_EQ(counted({}, false), 4U);
    EXPECT_EQ(counted({}, true), 2U);
}

// A template may have the id of somebody's machine.
TEST(Visibility, AnotherThingOfTheSameIdIsSeen) {
    auto site = given({provider_registered(), template_created("small"), template_created("m-1")});
    site.given(ordered_by("rob", running_request("req-a", {"m-1"})));
    EXPECT_EQ(refusal(site, GetHistory{"m-1", {}, {}}).code, Code::validation_error) << "there are two";
    const auto history = ask(site, GetHistory{"m-1", {}, {}}, {}, as_ren);
    ASSERT_THAT(history.items, Not(IsEmpty()));
    for (const auto& event : history.items) EXPECT_EQ(event.category, Category::template_);
    EXPECT_EQ(refusal(site, GetHistory{"m-1", Category::machine, {}}, {}, as_ren).code, Code::machine_not_found);
}

}  // namespace
}  // namespace hf::testing
