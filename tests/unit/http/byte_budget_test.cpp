#include "http/api/byte_budget.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "core/domain/request/request.hpp"
#include "http/api/api.hpp"

namespace hf::http {
namespace {

using ::testing::HasSubstr;

TEST(ByteBudget, HasRoomForSoManyBytes) {
    ByteBudget budget(100);
    auto first = budget.take(60);
    EXPECT_TRUE(first);
    EXPECT_FALSE(budget.take(41));
    EXPECT_TRUE(budget.take(40)) << "and let go at once";
    EXPECT_EQ(budget.used(), 60U);
    EXPECT_FALSE(budget.is_full());
    const auto carried_out = budget.add(50);
    EXPECT_TRUE(budget.is_full());
    EXPECT_FALSE(budget.take(0));
    first.reset();
    EXPECT_EQ(budget.used(), 50U);
}

TEST(ByteBudget, GivesALargeAnswerAllOfItself) {
    HeldBytes large;
    {
        ByteBudget budget(100);
        large = budget.take(1000);
        EXPECT_TRUE(large);
        EXPECT_FALSE(budget.take(1));
    }
    large.reset();  // after the budget
}

// Answers with a result of so many bytes.
class LongWindedDaemon final : public Daemon {
public:
    explicit LongWindedDaemon(std::size_t bytes) : bytes_(bytes) {}
    void call(DaemonCall call, Then then) override {
        Replied<Encoded> reply;
        hf::Request request;
        request.user_id = std::string(bytes_, 'x');
        reply.result.msgpack = wire_codec().encode(request);
        ++calls;
        is_command = call.is_command;
        then(std::move(reply));
    }
    std::atomic<int> calls = 0;
    std::atomic<bool> is_command = false;

private:
    const std::size_t bytes_;
};

Response answer_of(Api& api, const std::string& method, const std::string& path) {
    Request request;
    request.method = method;
    request.path = path;
    request.body = method == "POST" ? R"({"request_id": "a"})" : "";
    std::promise<Response> promise;
    api.handle(request, [&](Response response) { promise.set_value(std::move(response)); });
    return promise.get_future().get();
}

TEST(Api, HoldsSoManyBytesOfAnswers) {
    LongWindedDaemon daemon(40'000);
    Workers workers(1);
    Api api(daemon, workers, Door({}), 100'000);
    const std::string path = "/api/v1/requests/a";
    auto first = answer_of(api, "GET", path);
    EXPECT_EQ(first.status, 200U);
    EXPECT_GT(api.answers().used(), 40'000U) << "until it is written";
    const auto second = answer_of(api, "GET", path);
    EXPECT_EQ(second.status, 200U);
    const auto refused = answer_of(api, "GET", path);
    EXPECT_EQ(refused.status, 503U) << "there is no room for the daemon's reply";
    EXPECT_TRUE(refused.headers.find("Retry-After"));
    EXPECT_THAT(refused.body, HasSubstr("too_many_requests"));
    EXPECT_EQ(daemon.calls, 3);

    const std::string cancel = "/api/v1/commands/CancelRequest";
    const auto done = answer_of(api, "POST", cancel);
    EXPECT_EQ(done.status, 200U) << "a command that was carried out is answered";
    EXPECT_EQ(answer_of(api, "POST", cancel).status, 503U);
    EXPECT_EQ(daemon.calls, 4) << "nothing is sent once there is no room";
    EXPECT_EQ(answer_of(api, "GET", "/healthz").status, 200U);
    first = {};
    EXPECT_EQ(answer_of(api, "POST", cancel).status, 200U);
    workers.close();
}

}  // namespace
}  // namespace hf::http
