#include "core/queries/lists/sort_order.hpp"

#include <gmock/gmock.h>

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

SortOrder by(std::string_view text) { return SortOrder::of(text, type_of<Request>).value(); }

Request request(std::uint32_t machine_count, const std::string& user = {}) {
    Request request;
    request.machine_count = machine_count;
    request.user_id = user;
    return request;
}

bool precedes(const SortOrder& order, const Request& a, const Request& b) {
    return order.precedes(order.rank_of(&a, 1), order.rank_of(&b, 2));
}

TEST(SortOrder, IsByAnyFieldThatIsNoListOrMap) {
    EXPECT_TRUE(precedes(by("machine_count"), request(2), request(10)));
    EXPECT_FALSE(precedes(by("-machine_count"), request(2), request(10)));
    EXPECT_TRUE(precedes(by("user_id"), request(1, "ada"), request(1, "bob")));
    Request done;
    done.completed_at = Timestamp{5};
    EXPECT_TRUE(precedes(by("completed_at"), request(1), done)) << "what is missing comes first";
    Request failed;
    failed.status = RequestStatus::failed;
    EXPECT_TRUE(precedes(by("status"), failed, request(1))) << "words go by their letters: failed, pending";
    EXPECT_TRUE(SortOrder::of("registered_at", type_of<ProviderAggregate>));
    EXPECT_TRUE(SortOrder::of("price_type", type_of<Machine>)) << "a field of its spec is one of its own";
}

TEST(SortOrder, EqualsStandInTheOrderOfCreation) {
    EXPECT_TRUE(precedes(by("machine_count"), request(2), request(2)));
    EXPECT_FALSE(precedes(by("-machine_count"), request(2), request(2)));
}

TEST(SortOrder, CreationNeedsNoSorting) {
    EXPECT_TRUE(by("created_at").by_creation());
    EXPECT_FALSE(by("created_at").descending());
    EXPECT_TRUE(by("-created_at").by_creation());
    EXPECT_TRUE(by("-created_at").descending());
    EXPECT_FALSE(by("updated_at").by_creation());
    EXPECT_TRUE(SortOrder::of("-created_at", type_of<ProviderAggregate>)->by_creation());
}

TEST(SortOrder, AnUnknownFieldIsToldThePossibleOnes) {
    for (const auto* wrong : {"", "-", "colour", "tags", "machine_ids", "--status", "-created"}) {
        const auto order = SortOrder::of(wrong, type_of<Request>);
        ASSERT_FALSE(order) << wrong;
        EXPECT_EQ(order.error().code, Code::validation_error);
        EXPECT_EQ(order.error().field, "sort");
        EXPECT_THAT(order.error().message, AllOf(HasSubstr("created_at, request_id,"), HasSubstr("completed_at"),
                                                 Not(HasSubstr(", tags")), Not(HasSubstr(", machine_ids"))));
    }
    EXPECT_THAT(SortOrder::of("machine_cont", type_of<Request>).error().message,
                HasSubstr("did you mean \"machine_count\"?"));
}

TEST(SortOrder, ACursorIsAPlaceInWords) {
    Request one = request(3, "a:b:c");
    one.completed_at = Timestamp{-5};
    for (const auto* sort : {"-created_at", "created_at", "machine_count", "-machine_count", "user_id", "completed_at",
                             "-deadline_at", "status"}) {
        const auto order = by(sort);
        const auto place = order.rank_of(&one, 4'000'000'000);
        const auto text = order.cursor(place);
        const auto read = order.read_cursor(text);
        ASSERT_TRUE(read) << text;
        EXPECT_TRUE(*read == place) << text;
        EXPECT_FALSE(text.starts_with('-')) << "it must do as an argument";
    }
}

TEST(SortOrder, ALongTextCountsByItsBeginning) {
    const auto order = by("user_id");
    std::string text(400, 'x');
    text.replace(255, 2, "\xc3\xa4");  // where it is cut
    const auto longer = request(1, text);
    const auto cursor = order.cursor(order.rank_of(&longer, 7));
    EXPECT_LT(cursor.size(), 300U);
    EXPECT_TRUE(*order.read_cursor(cursor) == order.rank_of(&longer, 7));
}

TEST(SortOrder, RefusesWhatIsNoCursorOfItsOwn) {
    const auto order = by("-machine_count");
    for (const auto* wrong :
         {"", ":", "::", "x", "1", "1:", "1:-machine_count", "1:-machine_count:", "1:-machine_count:x5",
          "1:-machine_count:u", "1:-machine_count:u5x", "-1:-machine_count:u5", "4294967296:-machine_count:u5",
          ":-machine_count:u5", "1:-machine_count:u-5"}) {
        const auto read = order.read_cursor(wrong);
        ASSERT_FALSE(read) << wrong;
        EXPECT_EQ(read.error().code, Code::validation_error);
        EXPECT_EQ(read.error().field, "after");
    }
    const auto other = order.read_cursor("1:machine_count:u5");
    ASSERT_FALSE(other);
    EXPECT_THAT(other.error().message, HasSubstr("sorted by machine_count; this one is sorted by -machine_count"));
}

}  // namespace
}  // namespace hf::testing
