#include "bench/load/http_session.hpp"

#include <fmt/format.h>

#include <deque>
#include <stdexcept>

#include "bench/wire/http1.hpp"

namespace hf::bench {
namespace {

struct Plan {
    std::vector<PreparedMessage> messages;
    unsigned success;
};

class HttpSession final : public Session {
public:
    explicit HttpSession(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {}

    // Any answer shows that the server is there.
    [[nodiscard]] std::string greeting() const override { return http1::request("GET", "/healthz", {}, ""); }
    bool take_greeting(std::string_view& input) override { return http1::take_response(input).has_value(); }

    void put_message(std::string& out, std::uint64_t number) override {
        plan_->messages[next_++ % plan_->messages.size()].put(out, number);
        in_flight_.push_back(number);
    }

    std::optional<std::uint64_t> take_reply(std::string_view& input) override {
        const auto response = http1::take_response(input);
        if (!response) return std::nullopt;
        if (response->status != plan_->success)
            throw std::runtime_error(fmt::format("the server has answered {}: {}", response->status, response->body));
        if (in_flight_.empty()) throw std::runtime_error("the server has answered what was not asked");
        const auto number = in_flight_.front();
        in_flight_.pop_front();
        return number;
    }

private:
    std::shared_ptr<const Plan> plan_;
    std::size_t next_ = 0;
    std::deque<std::uint64_t> in_flight_;
};

}  // namespace

Sessions http_sessions(std::vector<PreparedMessage> messages, unsigned success) {
    auto plan = std::make_shared<const Plan>(Plan{std::move(messages), success});
    return [plan] { return std::make_unique<HttpSession>(plan); };
}

}  // namespace hf::bench
