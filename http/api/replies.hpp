// Replies: the daemon's answers as responses of HTTP.
//
//     const auto reply = read_reply(order, called);
//     respond(reply ? response_of(order, *reply) : reply.error());
//
// Every answer has X-Position, the last event that it reflects; that of a command has X-Command-Id, under which the
// same command may be sent again. ETag is the version of the one thing that is answered; Link leads to the next page.
//
// Pure; any thread may call these.
#pragma once

#include <nlohmann/json.hpp>

#include "http/api/order.hpp"

namespace hf::http {

struct ReadReply {
    nlohmann::ordered_json json;
    Position position{};
    bool duplicate = false;
    std::string id{};
    std::vector<std::string> withheld{};
};

// Reads the result as the message declares it. A failure is a problem already.
tl::expected<ReadReply, Response> read_reply(const Order& order, const Called<Encoded>& called);

Response response_of(const Order& order, const ReadReply& reply);
Response problem_of(const Order& order, const CallFailure& failure);

// The request that the reply has made, or nothing.
std::optional<std::string> request_in(const ReadReply& reply);

}  // namespace hf::http
