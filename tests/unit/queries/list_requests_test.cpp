// ListRequests and ListReturnRequests, and with them the common parts of all lists.
#include "tests/unit/support/asking.hpp"

namespace hf::testing {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Event ordered(const std::string& id, const RequestOptions& options = {}, std::string user = {}) {
    auto event = request_created(id, 1, options);
    std::get<RequestCreated>(event).user_id = std::move(user);
    return event;
}

ListRequests with(const Page& page) {
    ListRequests query;
    query.page = page;
    return query;
}
Page sorted_by(std::string sort) {
    Page page;
    page.sort = std::move(sort);
    return page;
}

TEST(ListRequests, TellsTheNewestFirst) {
    auto scenario = given_small({ordered("req-a"), ordered("req-b"), ordered("req-c")});
    const auto listed = ask(scenario, ListRequests{});
    EXPECT_THAT(ids_of(listed), ElementsAre("req-c", "req-b", "req-a"));
    EXPECT_EQ(listed.total, 3U);
    EXPECT_FALSE(listed.next);
}

TEST(ListRequests, OfNothingIsEmpty) {
    auto scenario = given_small();
    const auto listed = ask(scenario, ListRequests{});
    EXPECT_THAT(listed.items, IsEmpty());
    EXPECT_EQ(listed.total, 0U);
    EXPECT_FALSE(listed.next);
}

TEST(ListRequests, GivesAPageAndWhereTheNextBegins) {
    auto scenario = given_small({ordered("req-a"), ordered("req-b"), ordered("req-c")});
    ListRequests query;
    query.page.limit = 2;
    auto listed = ask(scenario, query);
    EXPECT_THAT(ids_of(listed), ElementsAre("req-c", "req-b"));
    EXPECT_EQ(listed.total, 3U);
    query.page.after = listed.next.value();
    listed = ask(scenario, query);
    EXPECT_THAT(ids_of(listed), ElementsAre("req-a"));
    EXPECT_EQ(listed.total, 3U);
    EXPECT_FALSE(listed.next);

    query.page.after.reset();
    query.page.offset = 1;
    listed = ask(scenario, query);
    EXPECT_THAT(ids_of(listed), ElementsAre("req-b", "req-a"));
    EXPECT_FALSE(listed.next);
    query.page.offset = 3;
    EXPECT_THAT(ask(scenario, query).items, IsEmpty());
    query.page.offset = ~std::uint64_t{0};
    EXPECT_THAT(ask(scenario, query).items, IsEmpty());
}

TEST(ListRequests, FiltersByWhatARequestIs) {
    auto scenario = given_small(Events{template_created("large"), ordered("req-a"), ordered("req-b", {.priority = 3}),
                                       ordered("req-c", {.template_id = "large", .priority = 3}, "ada")} +
                                Events{request_started("req-a"), request_cancelled("req-b")});
    ListRequests query;
    query.status = RequestStatus::pending;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-c"));
    query = {};
    query.priority = 3;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-c", "req-b"));
    query.template_id = TemplateId{"large"};
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-c"));
    query.status = RequestStatus::cancelled;
    EXPECT_EQ(ask(scenario, query).total, 0U);
    query = {};
    query.provider = ProviderName{"local"};
    EXPECT_EQ(ask(scenario, query).total, 3U);
    query.provider = ProviderName{"elsewhere"};
    EXPECT_EQ(ask(scenario, query).total, 0U);
    query = {};
    query.user_id = "ada";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-c"));
    query.user_id = "";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-b", "req-a"));
}

TEST(ListRequests, FollowsEachChangeOfStatus) {
    auto scenario = given_small({ordered("req-a")});
    const auto in = [&](RequestStatus status) {
        ListRequests query;
        query.status = status;
        return ask(scenario, query).total;
    };
    EXPECT_EQ(in(RequestStatus::pending), 1U);
    scenario.given({request_started("req-a")});
    EXPECT_EQ(in(RequestStatus::pending), 0U);
    EXPECT_EQ(in(RequestStatus::in_progress), 1U);
    scenario.given({request_timed_out("req-a")});
    EXPECT_EQ(in(RequestStatus::in_progress), 0U);
    EXPECT_EQ(in(RequestStatus::timeout), 1U);
}

TEST(ListRequests, FindsTagsAndText) {
    auto scenario =
        given_small({ordered("req-a", {.tags = {{"team", "red"}, {"Stage", "Test"}}}),
                     ordered("req-b", {.tags = {{"team", "red"}}}), ordered("req-c", {.tags = {{"team", "blue"}}})});
    ListRequests query;
    query.page.tags = {{"team", "red"}};
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-b", "req-a"));
    query.page.tags["Stage"] = "Test";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-a"));
    query.page.tags["Stage"] = "test";
    EXPECT_EQ(ask(scenario, query).total, 0U) << "a tag is not a text to search";
    query.page.tags.clear();
    query.page.q = "STAGE";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-a"));
    query.page.q = "lue";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-c"));
    query.page.q = "Q-B";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-b"));
    query.page.q = "nobody";
    EXPECT_EQ(ask(scenario, query).total, 0U);
    query.page.tags = {{"team", "red"}};
    query.page.q = "q-a";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-a"));
}

TEST(ListRequests, OfATimeIsExactAlsoWhereTheClockWasSetBack) {
    auto scenario = given_small();
    const auto create_at = [&](int second, const std::string& id) {
        scenario.later(test_start + seconds{second} - scenario.clock().now()).given({ordered(id)});
    };
    create_at(10, "req-a");
    create_at(20, "req-b");
    create_at(5, "req-c");
    create_at(15, "req-d");
    const auto between = [&](int after, int until) {
        ListRequests query;
        query.page.created_after = test_start + seconds{after};
        query.page.created_before = test_start + seconds{until};
        return ids_of(ask(scenario, query));
    };
    EXPECT_THAT(between(5, 15), ElementsAre("req-d", "req-a"));
    EXPECT_THAT(between(4, 10), ElementsAre("req-c", "req-a"));
    EXPECT_THAT(between(15, 100), ElementsAre("req-b"));
    EXPECT_THAT(between(20, 100), IsEmpty());
}

TEST(ListRequests, SortsByAFieldEitherWay) {
    auto scenario = given_small(
        {ordered("req-b", {.priority = 5}), ordered("req-c", {.priority = 1}), ordered("req-a", {.priority = 5})});
    EXPECT_THAT(ids_of(ask(scenario, with(sorted_by("priority")))), ElementsAre("req-c", "req-b", "req-a"));
    EXPECT_THAT(ids_of(ask(scenario, with(sorted_by("-priority")))), ElementsAre("req-a", "req-b", "req-c"));
    EXPECT_THAT(ids_of(ask(scenario, with(sorted_by("request_id")))), ElementsAre("req-a", "req-b", "req-c"));
    EXPECT_THAT(ids_of(ask(scenario, with(sorted_by("created_at")))), ElementsAre("req-b", "req-c", "req-a"));
    const auto unknown = refusal(scenario, with(sorted_by("-prioritty")));
    EXPECT_EQ(unknown.code, Code::validation_error);
    EXPECT_EQ(unknown.field, "sort");
    EXPECT_THAT(unknown.message, HasSubstr("did you mean \"priority\"?"));
}

TEST(ListRequests, ACursorGoesOnWhateverWasAddedAndChanged) {
    auto scenario = given_small({ordered("req-a"), ordered("req-b"), ordered("req-c"), ordered("req-d")});
    ListRequests query;
    query.page.limit = 2;
    auto listed = ask(scenario, query);
    EXPECT_THAT(ids_of(listed), ElementsAre("req-d", "req-c"));
    scenario.given({ordered("req-e"), request_started("req-a"), request_cancelled("req-c")});
    query.page.after = listed.next;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-b", "req-a"));
    query.page.after.reset();
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-e", "req-d"));
}

// The item that a page ended with has left the list; the next page still continues after it.
TEST(ListRequests, ACursorDoesNotNeedTheItemThatItIsOf) {
    auto scenario = given_small({ordered("req-a"), ordered("req-b"), ordered("req-c")});
    for (const auto* sort : {"-created_at", "-request_id"}) {
        ListRequests query;
        query.status = RequestStatus::pending;
        query.page = sorted_by(sort);
        query.page.limit = 1;
        const auto first = ask(scenario, query);
        scenario.given({request_cancelled(ids_of(first).at(0))});
        query.page.after = first.next;
        EXPECT_EQ(ids_of(ask(scenario, query)).at(0), ids_of(first).at(0) == "req-c" ? "req-b" : "req-a") << sort;
    }
}

TEST(ListRequests, RefusesACursorThatDoesNotFit) {
    auto scenario = given_small({ordered("req-a"), ordered("req-b")});
    ListRequests query;
    query.page.limit = 1;
    const auto cursor = ask(scenario, query).next;
    query.page.after = cursor;
    query.page.offset = 1;
    EXPECT_EQ(refusal(scenario, query).code, Code::validation_error);
    query.page.offset = 0;
    query.page.sort = "status";
    EXPECT_EQ(refusal(scenario, query).field, "after");
    query.page.sort = "-created_at";
    query.page.after = "nonsense";
    EXPECT_EQ(refusal(scenario, query).field, "after");
    // The cursor may come from another store: it still is a rank, and nothing comes before it.
    query.page.after = "4000000000:-created_at:n";
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("req-b"));
    query.page.sort = "created_at";
    query.page.after = "4000000000:created_at:n";
    EXPECT_THAT(ask(scenario, query).items, IsEmpty());
}

TEST(ListRequests, LooksAtNoMoreThanTheSiteAllows) {
    auto scenario = given_small({ordered("req-a"), ordered("req-b"), ordered("req-c"), request_started("req-c")});
    const Limits two{.scanned_items = 2};
    for (const auto& change : std::vector<std::function<void(ListRequests&)>>{
             [](auto& query) { query.page.q = "req-"; }, [](auto& query) { query.page.sort = "request_id"; }}) {
        ListRequests query;
        change(query);
        const auto refused = refusal(scenario, query, two);
        EXPECT_EQ(refused.code, Code::limit_exceeded);
        EXPECT_THAT(refused.message, AllOf(HasSubstr("3 requests"), HasSubstr("limits.scanned_items"),
                                           HasSubstr("status, template_id"), HasSubstr("created_after")));
        EXPECT_EQ(refused.details.at("candidates"), Value(3));
        EXPECT_EQ(refused.details.at("allowed"), Value(2));
        query.status = RequestStatus::pending;
        ask(scenario, query, two);
    }
    EXPECT_EQ(ask(scenario, ListRequests{}, two).total, 3U) << "what indexes answer has no such limit";
}

TEST(ListRequests, IndexesAnswerWhateverTheSiteAllows) {
    auto scenario = given_small();
    scenario.given({ordered("req-one"), ordered("req-two"), ordered("req-three")});
    const Limits one{.scanned_items = 1};
    const auto found = [&](const std::function<void(ListRequests&)>& change) {
        ListRequests query;
        change(query);
        return ids_of(ask(scenario, query, one));
    };
    EXPECT_THAT(found([](auto& query) { query.user_id = "nobody"; }), IsEmpty());
    EXPECT_THAT(found([](auto& query) { query.user_id = ""; }), SizeIs(3));
    EXPECT_THAT(found([](auto& query) { query.page.tags = {{"team", "none"}}; }), IsEmpty());
    EXPECT_THAT(found([](auto& query) { query.page.q = "TWO"; }), ElementsAre("req-two"));
    EXPECT_THAT(found([](auto& query) { query.page.q = "nowhere"; }), IsEmpty());
    EXPECT_THAT(found([](auto& query) { query.page.q = "Q-"; }), SizeIs(3));
    EXPECT_THAT(found([](auto& query) { query.page.q = "w"; }), ElementsAre("req-two"));
    for (const auto* sort : {"status", "request_type", "template_id", "provider", "priority", "counts", "user_id",
                             "machine_count", "succeeded_count", "failed_count", "version", "status_reason", "retry_of",
                             "retried_by", "claim_by", "unsettled", "updated_at", "completed_at", "deadline_at"})
        EXPECT_THAT(found([&](auto& query) { query.page.sort = sort; }), ElementsAre("req-one", "req-two", "req-three"))
            << sort;
}

TEST(ListRequests, IdsOfTheUsualFormAreSortedByAnIndex) {
    const auto id = [](int n) { return fmt::format("req-0193a1b2-c3d4-7e5f-8a9b-{:012x}", n); };
    auto scenario = given_small({ordered(id(3)), ordered(id(1)), ordered(id(2))});
    ListRequests query;
    query.page.sort = "-request_id";
    EXPECT_THAT(ids_of(ask(scenario, query, {.scanned_items = 1})), ElementsAre(id(3), id(2), id(1)));
    query.page.after = "1:-request_id:snonsense";
    ask(scenario, query, {.scanned_items = 1});  // a cursor of none of our lists does no harm
}

TEST(ListReturnRequests, TellsReturnsAlone) {
    auto scenario = given_small(running_request("req-a", {"m-1", "m-2"}));
    scenario.given({return_created("ret-a", {"m-1"}), return_created("ret-b", {"m-2"})});
    scenario.given({machine_terminated("req-a", "m-2", "gone")});
    EXPECT_THAT(ids_of(ask(scenario, ListReturnRequests{})), ElementsAre("ret-b", "ret-a"));
    ListReturnRequests query;
    query.status = RequestStatus::complete;
    EXPECT_THAT(ids_of(ask(scenario, query)), ElementsAre("ret-b"));
    query = {};
    query.page.sort = "request_id";
    query.page.limit = 1;
    const auto listed = ask(scenario, query);
    EXPECT_THAT(ids_of(listed), ElementsAre("ret-a"));
    EXPECT_EQ(listed.total, 2U);
    query.user_id = "nobody";
    EXPECT_EQ(ask(scenario, query).total, 0U);
    ListRequests acquires;
    acquires.request_type = RequestType::acquire;
    EXPECT_THAT(ids_of(ask(scenario, acquires)), ElementsAre("req-a"));
}

}  // namespace
}  // namespace hf::testing
