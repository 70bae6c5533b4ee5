#include "core/pipeline/background_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <numeric>

#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BackgroundQueueTest : public ::testing::Test {
protected:
    // The first batch waits until the test lets it go, so later items stay in the queue.
    BackgroundQueue<int>& queue_of(std::size_t most, std::chrono::milliseconds rest = {}) {
        const auto work = [this](const std::vector<int>& batch) {
            if (!begun_) {
                begun_ = true;
                begun.set_value();
                go_on.get_future().wait();
            }
            ++batches;
            done.insert(done.end(), batch.begin(), batch.end());
            if (batch.back() < 0) throw std::runtime_error("a negative number");
            if (batch.back() == 0) throw 0;
        };
        return queue.emplace("numbers", most, log, work, rest);
    }
    void hold(BackgroundQueue<int>& held) {
        held.start();
        held.put(1);
        begun.get_future().wait();
    }

    RememberingLog log;
    std::promise<void> begun;
    std::promise<void> go_on;
    std::vector<int> done;
    int batches = 0;
    std::optional<BackgroundQueue<int>> queue;

private:
    bool begun_ = false;
};

TEST_F(BackgroundQueueTest, DoesInOrderWhatIsPutIn) {
    auto& numbers = queue_of(100);
    numbers.put(7);  // before the queue has begun
    go_on.set_value();
    numbers.start();
    for (int i = 8; i <= 20; ++i) EXPECT_TRUE(numbers.put(i));
    numbers.stop();
    std::vector<int> expected(14);
    std::iota(expected.begin(), expected.end(), 7);
    EXPECT_EQ(done, expected);
    EXPECT_EQ(numbers.dropped(), 0U);
    EXPECT_THAT(log.lines(), IsEmpty());
}

TEST_F(BackgroundQueueTest, DropsAndCountsWhatIsTooMuchAndTellsItOnce) {
    auto& numbers = queue_of(3);
    hold(numbers);
    for (int i = 2; i <= 4; ++i) EXPECT_TRUE(numbers.put(i));
    EXPECT_FALSE(numbers.put(5));
    EXPECT_FALSE(numbers.put(6));
    EXPECT_EQ(numbers.waiting(), 3U);
    EXPECT_EQ(numbers.dropped(), 2U);
    go_on.set_value();
    numbers.stop();
    EXPECT_THAT(done, ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(log.lines(), ElementsAre("numbers: 2 were dropped, since 3 were waiting"));
}

TEST_F(BackgroundQueueTest, GoesOnAfterWhatThrows) {
    auto& numbers = queue_of(100);
    hold(numbers);
    numbers.put(-2);
    go_on.set_value();
    while (numbers.waiting() > 0) std::this_thread::yield();
    numbers.put(0);
    while (numbers.waiting() > 0) std::this_thread::yield();
    numbers.put(3);
    numbers.stop();
    EXPECT_THAT(done, ElementsAre(1, -2, 0, 3));
    EXPECT_THAT(log.lines(), ElementsAre("numbers: a negative number", "numbers: failed"));
}

TEST_F(BackgroundQueueTest, GathersWhileItRests) {
    auto& numbers = queue_of(100, std::chrono::hours{1});
    hold(numbers);
    go_on.set_value();
    while (numbers.waiting() > 0) std::this_thread::yield();
    for (int i = 2; i <= 4; ++i) EXPECT_TRUE(numbers.put(i));
    numbers.stop();
    EXPECT_THAT(done, ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(batches, 2);
}

TEST_F(BackgroundQueueTest, TakesNothingAfterItsEnd) {
    auto& numbers = queue_of(100);
    go_on.set_value();
    numbers.start();
    numbers.stop();
    numbers.stop();
    EXPECT_FALSE(numbers.put(1));
    EXPECT_EQ(numbers.dropped(), 1U);
    EXPECT_THAT(done, IsEmpty());
}

}  // namespace
}  // namespace hf::testing
