#include "exporter/board.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/exporter/story.hpp"

namespace hf::exporter {
namespace {

using namespace std::chrono_literals;

RecordedEvent event_at(Position position) {
    EventMeta meta;
    meta.position = position;
    return record({meta, testing::template_created(fmt::format("t-{}", position))}, wire_codec());
}

DaemonAnswer answer_at(Position position, std::string store = "store-1") {
    DaemonAnswer answer;
    answer.status.store_id = std::move(store);
    answer.status.position = position;
    return answer;
}

BoardStatus standing(const Board& board) {
    return board.look([](const Knowledge& known) { return known.standing; });
}

TEST(Board, IsReadyWhenItHasAllThatTheDaemonHas) {
    Board board;
    board.begin();
    EXPECT_FALSE(standing(board).ready);
    board.take(event_at(1), {});
    EXPECT_FALSE(standing(board).complete) << "nobody has said how far the daemon is";
    board.daemon_said(answer_at(3));
    EXPECT_FALSE(standing(board).ready);
    EXPECT_EQ(standing(board).behind, 2U);
    board.take(event_at(2), {});
    EXPECT_FALSE(standing(board).complete);
    board.take(event_at(3), {});
    EXPECT_TRUE(standing(board).ready);
    EXPECT_TRUE(standing(board).complete);
    EXPECT_EQ(standing(board).behind, 0U);
}

TEST(Board, IsReadyWithAnEmptyStore) {
    Board board;
    board.begin();
    board.daemon_said(answer_at(0));
    EXPECT_TRUE(standing(board).ready);
}

TEST(Board, IsNotReadyWhenTheDaemonIsSilentButKeepsWhatItKnows) {
    Board board;
    board.begin();
    board.daemon_said(answer_at(1));
    board.take(event_at(1), {});
    board.daemon_is_silent();
    EXPECT_FALSE(standing(board).ready);
    EXPECT_FALSE(standing(board).up);
    EXPECT_TRUE(standing(board).complete);
    EXPECT_EQ(board.look([](const Knowledge& known) { return known.view.templates(); }), 1U);
}

TEST(Board, BeginsAnewWithAnotherStore) {
    Board board;
    board.begin();
    board.daemon_said(answer_at(2));
    board.take(event_at(1), {});
    board.take(event_at(2), {});
    board.daemon_said(answer_at(1, "store-2"));
    EXPECT_EQ(board.look([](const Knowledge& known) { return known.history; }), "store-1");
    board.begin();
    EXPECT_FALSE(standing(board).complete);
    EXPECT_EQ(board.look([](const Knowledge& known) { return known.history; }), "store-2");
    EXPECT_EQ(board.look([](const Knowledge& known) { return known.view.templates(); }), 0U);
    board.daemon_said(answer_at(1, "store-2"));
    board.take(event_at(1), {});
    EXPECT_TRUE(standing(board).ready);
}

TEST(Board, WakesWhoWaitsWhenItChangesAndWhenItIsClosed) {
    Board board;
    const auto before = board.wait_for_change(0, 0ms);
    std::uint64_t seen = before;
    std::thread waiting([&] { seen = board.wait_for_change(before, 60s); });
    board.take(event_at(1), {});
    waiting.join();
    EXPECT_GT(seen, before);
    std::thread until_closed([&] { board.pause(60s); });
    board.close();
    until_closed.join();
    EXPECT_TRUE(board.closed());
}

}  // namespace
}  // namespace hf::exporter
