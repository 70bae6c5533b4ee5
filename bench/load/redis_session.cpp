#include "bench/load/redis_session.hpp"

#include <fmt/format.h>

#include <deque>
#include <stdexcept>

#include "bench/load/prepared_message.hpp"
#include "bench/wire/resp.hpp"

namespace hf::bench {
namespace {

class RedisSession final : public Session {
public:
    explicit RedisSession(std::shared_ptr<const PreparedMessage> message) : message_(std::move(message)) {}

    // Shows at once that the server is there and in order.
    [[nodiscard]] std::string greeting() const override { return resp::command({"PING"}); }

    bool take_greeting(std::string_view& input) override {
        const auto reply = resp::take_reply(input);
        if (reply && reply->text != "PONG")
            throw std::runtime_error(fmt::format("Redis has answered a PING with: {}", reply->text));
        return reply.has_value();
    }

    void put_message(std::string& out, std::uint64_t number) override {
        message_->put(out, number);
        in_flight_.push_back(number);
    }

    std::optional<std::uint64_t> take_reply(std::string_view& input) override {
        const auto reply = resp::take_reply(input);
        if (!reply) return std::nullopt;
        if (reply->kind != resp::Kind::bulk || !resp::is_stream_id(reply->text))
            throw std::runtime_error(fmt::format("Redis has answered: {}", reply->text));
        if (in_flight_.empty()) throw std::runtime_error("Redis has answered what was not asked");
        const auto number = in_flight_.front();
        in_flight_.pop_front();
        return number;
    }

private:
    std::shared_ptr<const PreparedMessage> message_;
    std::deque<std::uint64_t> in_flight_;
};

}  // namespace

Sessions redis_sessions(std::size_t payload_bytes) {
    std::string payload(PreparedMessage::placeholder);
    payload.resize(std::max(payload_bytes, payload.size()), 'p');
    auto shared = std::make_shared<const PreparedMessage>(resp::command({"XADD", "events", "*", "e", payload}));
    return [shared] { return std::make_unique<RedisSession>(shared); };
}

}  // namespace hf::bench
