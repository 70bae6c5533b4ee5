#include "http/events/event_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "http/wire/problem.hpp"
#include "tests/unit/http/events/scripted_events.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// A reader of a store, and the connection that takes what there is for it, as often as it is woken.
class EventReaderTest : public ::testing::Test {
protected:
    std::shared_ptr<EventReader> open(EventWish wish) {
        auto reader = readers.admit(std::move(wish));
        std::promise<std::optional<Response>> opened;
        reader->open([&](std::optional<Response> response) { opened.set_value(std::move(response)); });
        refusal = opened.get_future().get();
        reader->begin([this] {
            const MutexLock lock(mutex);
            is_woken = true;
            changed.notify_all();
        });
        return reader;
    }

    // What it writes until there is this text, or it is at its end.
    std::string written_until(const std::shared_ptr<EventReader>& reader, std::string_view text) {
        std::string written;
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        while (written.find(text) == std::string::npos && !is_at_end) {
            std::vector<Piece> pieces;
            is_at_end = !reader->take(64 * 1024, pieces);
            for (const auto& piece : pieces) written += piece.bytes;
            if (!pieces.empty()) continue;
            MutexLock lock(mutex);
            while (!is_woken && std::chrono::steady_clock::now() < deadline) changed.wait_until(lock, deadline);
            is_woken = false;
            if (std::chrono::steady_clock::now() >= deadline) {
                ADD_FAILURE() << "no \"" << text << "\" in: " << written;
                return written;
            }
        }
        return written;
    }

    void happens(Position position, std::string type = "RequestCreated") {
        store.events.push_back(event_at(position, std::move(type)));
        recent->add(*encoded(store.events.back()));
        readers.ring();
    }

    static std::vector<int> ids_in(const std::string& written) {
        std::vector<int> ids;
        for (auto at = written.find("id: "); at != std::string::npos; at = written.find("id: ", at + 1))
            ids.push_back(std::stoi(written.substr(at + 4)));
        return ids;
    }

    Mutex mutex;
    Condition changed;
    bool is_woken GUARDED_BY(mutex) = false;
    bool is_at_end = false;
    std::optional<Response> refusal;
    StoreOfEvents store;
    ByteBudget answers{1 << 20};
    std::shared_ptr<RecentEvents> recent = std::make_shared<RecentEvents>(RecentEvents::Bounds{.events = 3});
    Workers workers{1};
    std::shared_ptr<PageReads> pages = std::make_shared<PageReads>(store, workers, answers);
    EventReaders readers{{store, workers, recent, pages}, 3};
};

using ::testing::ElementsAre;

TEST_F(EventReaderTest, ReadsFromTheStoreAndGoesOnWithWhatHappens) {
    for (Position position = 1; position <= 5; ++position) store.events.push_back(event_at(position));
    recent->begin(5, 5);
    const auto reader = open({});
    EXPECT_FALSE(refusal);
    const auto written = written_until(reader, "id: 5");
    EXPECT_THAT(written, StartsWith("retry: "));
    EXPECT_THAT(ids_in(written), ElementsAre(1, 2, 3, 4, 5));
    happens(6);
    happens(7);
    EXPECT_THAT(ids_in(written_until(reader, "id: 7")), ElementsAre(6, 7));
    EXPECT_EQ(store.calls().size(), 3U) << "what is recent is read from nowhere";
}

TEST_F(EventReaderTest, NeedsNoDaemonInTheMiddleOfTheRecentEvents) {
    recent->begin(5, 5);
    happens(6);
    const auto reader = open({.question = {.after = 5}});
    EXPECT_THAT(ids_in(written_until(reader, "id: 6")), ElementsAre(6));
    const auto from_now = open({.from_now = true});
    happens(7);
    EXPECT_THAT(ids_in(written_until(from_now, "id: 7")), ElementsAre(7));
    EXPECT_TRUE(store.calls().empty());
}

TEST_F(EventReaderTest, BeginsWithTheDaemonsPositionWhereNoneIsGiven) {
    for (Position position = 1; position <= 5; ++position) store.events.push_back(event_at(position));
    const auto reader = open({.from_now = true});
    recent->begin(5, 5);
    happens(6);
    EXPECT_THAT(ids_in(written_until(reader, "id: 6")), ElementsAre(6));
}

TEST_F(EventReaderTest, HasFiltersInTheStoreAndAfter) {
    for (Position position = 1; position <= 3; ++position) store.events.push_back(event_at(position));
    store.events.push_back(event_at(4, "RequestCompleted"));
    recent->begin(4, 4);
    const auto reader = open({.question = {.types = {{"RequestCompleted"}}}});
    EXPECT_THAT(ids_in(written_until(reader, "id: 4")), ElementsAre(4));
    happens(5);
    happens(6, "RequestCompleted");
    EXPECT_THAT(ids_in(written_until(reader, "id: 6")), ElementsAre(6));
    happens(7);
    reader->tick(std::chrono::steady_clock::now() + 1min, "");
    EXPECT_EQ(written_until(reader, "id"), ":\nid: 7\n\n") << "a heartbeat moves the position on";
}

TEST_F(EventReaderTest, IsCutOffWhereItDoesNotKeepUp) {
    recent->begin(5, 5);
    happens(6);
    const auto slow = open({.question = {.after = 5}});
    const auto quick = open({.question = {.after = 5}});
    EXPECT_THAT(ids_in(written_until(slow, "id: 6")), ElementsAre(6));
    EXPECT_THAT(ids_in(written_until(quick, "id: 6")), ElementsAre(6));
    for (Position position = 7; position <= 12; ++position) {
        happens(position);
        EXPECT_THAT(ids_in(written_until(quick, "\n\n")), ElementsAre(position));
    }
    EXPECT_FALSE(is_at_end);
    EXPECT_THAT(written_until(slow, "event: cut_off\nid: 6\n"), HasSubstr("\"position\":6"));
    EXPECT_TRUE(is_at_end);
    is_at_end = false;
    const auto again = open({.question = {.after = 6}});
    EXPECT_THAT(ids_in(written_until(again, "id: 12")), ElementsAre(7, 8, 9, 10, 11, 12));
}

TEST_F(EventReaderTest, IsRefusedAsTheDaemonRefuses) {
    CallFailure failure{.kind = CallFailure::Kind::refused, .error = error(Code::validation_error, "no such type")};
    store.failure = failure;
    open({});
    EXPECT_EQ(refusal->status, 422U);
    store.failure->error = error(Code::invalid_state, "the events up to 7 are not in the store any more");
    store.failure->error.field = "after";
    store.failure->error.details = {{"first_position", 8}};
    open({});
    EXPECT_EQ(refusal->status, 410U);
    EXPECT_THAT(refusal->body, HasSubstr("\"first_position\":8"));
    store.failure.reset();
    open({.store_id = "another"});
    EXPECT_EQ(refusal->status, 409U);
}

TEST_F(EventReaderTest, SaysWhenWhatItWantsIsGone) {
    for (Position position = 1; position <= 5; ++position) store.events.push_back(event_at(position));
    const auto reader = open({});
    EXPECT_THAT(ids_in(written_until(reader, "id: 2")), ElementsAre(1, 2));
    store.failure = CallFailure{.kind = CallFailure::Kind::refused, .error = error(Code::invalid_state, "pruned")};
    store.failure->error.field = "after";
    store.failure->error.details = {{"first_position", 5}};
    const auto written = written_until(reader, "event: gone\nid: ");
    EXPECT_TRUE(is_at_end || written.find("id: 4") != std::string::npos) << written;
}

TEST_F(EventReaderTest, WaitsForADaemonThatDoesNotAnswer) {
    store.events.push_back(event_at(1));
    store.failure = CallFailure{.kind = CallFailure::Kind::unreachable, .error = error(Code::busy, "no daemon")};
    const auto reader = open({});
    EXPECT_FALSE(refusal);
    written_until(reader, "retry");
    reader->tick(std::chrono::steady_clock::now() + 1min, "");
    EXPECT_THAT(written_until(reader, "id"), HasSubstr(": no daemon\n"));
    store.failure.reset();
    EXPECT_THAT(ids_in(written_until(reader, "id: 1")), ElementsAre(1));
}

TEST_F(EventReaderTest, AsksForItsPrincipalWhatItMaySee) {
    store.events.push_back(event_at(1));
    recent->begin(0, 0);
    const auto reader = open({.principal = "maria"});
    EXPECT_THAT(ids_in(written_until(reader, "id: 1")), ElementsAre(1));
    happens(2);
    EXPECT_THAT(ids_in(written_until(reader, "id: 2")), ElementsAre(2));
    EXPECT_GE(store.calls().size(), 2U) << "nothing that the gateway has heard is shown";
    for (const auto& call : store.calls()) EXPECT_EQ(call.options.on_behalf_of, "maria");
}

TEST_F(EventReaderTest, EndsWithItsCredentials) {
    bool are_good = true;
    const auto reader = open({.principal = "maria", .still_good = [&] { return are_good; }});
    written_until(reader, "retry");
    reader->tick(std::chrono::steady_clock::now() + 1min, "");
    EXPECT_THAT(written_until(reader, "id"), StartsWith(":"));
    are_good = false;
    reader->tick(std::chrono::steady_clock::now() + 2min, "");
    EXPECT_THAT(written_until(reader, "event: unauthorized"), HasSubstr("retry: "));
    EXPECT_TRUE(is_at_end);
}

TEST_F(EventReaderTest, EndsWithTheGateway) {
    recent->begin(5, 5);
    const auto reader = open({.question = {.after = 5}, .format = EventFormat::lines});
    happens(6);
    EXPECT_THAT(written_until(reader, "\n"), StartsWith("{\"position\":6,"));
    happens(7);
    readers.finish("stopping", "the gateway is stopping");
    EXPECT_THAT(written_until(reader, "\n"), StartsWith("{\"notice\":\"stopping\",\"position\":6"))
        << "what was not said yet is for the next stream";
    EXPECT_TRUE(is_at_end);
}

TEST_F(EventReaderTest, HasItsPlaceAmongSoMany) {
    recent->begin(0, 0);
    std::vector<std::shared_ptr<EventReader>> held;
    for (int i = 0; i < 3; ++i) held.push_back(open({}));
    EXPECT_FALSE(readers.admit({}));
    EXPECT_EQ(readers.count(), 3U);
    held.pop_back();
    EXPECT_TRUE(readers.admit({}));
}

TEST(PageReads, AreAFewAtATime) {
    StoreOfEvents store(false);
    Workers workers(1);
    ByteBudget answers(1 << 20);
    const auto pages = std::make_shared<PageReads>(store, workers, answers, 2);
    const auto reader = std::make_shared<int>();
    auto gone = std::make_shared<int>();
    std::promise<void> all;
    std::atomic<int> read = 0;
    const auto then = [&](const PageReads::Read& page) {
        EXPECT_TRUE(page);
        if (++read == 3) all.set_value();
    };
    pages->read({}, {}, reader, then);
    pages->read({}, {}, reader, then);
    pages->read({}, {}, gone, then);
    pages->read({}, {}, reader, then);
    gone.reset();
    EXPECT_EQ(store.calls().size(), 2U);
    store.answer_next();
    store.answer_next();
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (store.waiting() == 0 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    store.answer_next();
    all.get_future().get();
    EXPECT_EQ(store.calls().size(), 3U) << "nothing is read for a reader that is gone";
    workers.close();
}

TEST(PageReads, WaitWhereAnswersTakeAllTheMemory) {
    StoreOfEvents store;
    Workers workers(1);
    ByteBudget answers(1);
    const auto held = answers.add(2);
    const auto pages = std::make_shared<PageReads>(store, workers, answers);
    const auto reader = std::make_shared<int>();
    std::promise<Code> code;
    pages->read({}, {}, reader, [&](const PageReads::Read& page) { code.set_value(page.error().error.code); });
    EXPECT_EQ(code.get_future().get(), Code::busy);
    EXPECT_TRUE(store.calls().empty());
}

}  // namespace
}  // namespace hf::http
