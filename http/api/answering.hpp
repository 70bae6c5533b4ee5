// Answering: one request on its way, from its first call of the daemon to its response.
//
//     Answering::begin(daemon, workers, answers, order, respond);
//
// It keeps itself alive until it has responded. Its steps follow one another, whichever threads take them; it is never
// used by two at once.
#pragma once

#include <memory>

#include "http/api/byte_budget.hpp"
#include "http/api/order.hpp"
#include "http/api/replies.hpp"
#include "http/api/workers.hpp"

namespace hf::http {

class Answering : public std::enable_shared_from_this<Answering> {
public:
    // `answers`: what counts the answer's bytes, from the daemon's reply until it is written.
    static void begin(Daemon& daemon, Workers& workers, ByteBudget& answers, Order order, Respond respond);

private:
    Answering(Daemon& daemon, Workers& workers, ByteBudget& answers, Order order, Respond respond);

    void ask();
    void take(Called<Encoded> called);
    void conclude(const Called<Encoded>& called);
    // Whether it asks again later; then it has arranged for that.
    bool must_wait(const ReadReply& reply);
    bool ask_later();
    // Goes on with the request that was made, until it has ended.
    void follow(const std::string& request_id);
    void finish(const ReadReply& reply);
    // Null if there is no room for this much, and the order may be refused for that.
    [[nodiscard]] HeldBytes hold(std::size_t bytes);
    void respond(Response response);

    Daemon& daemon_;
    Workers& workers_;
    ByteBudget& answers_;
    Order order_;
    const Respond respond_;
    std::chrono::steady_clock::time_point deadline_;
    std::chrono::milliseconds pause_;
    HeldBytes reply_{};               // the daemon's, until it is converted
    std::optional<Response> made_{};  // the response to a command that made the request which is followed
};

}  // namespace hf::http
