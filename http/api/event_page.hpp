// A page of events, as ReadEvents answers: how it leads to the next one, and how it looks in lines.
//
//     if (is_page_of_events(order)) finish_page_of_events(order, reply.json, response);
//
// Pure; any thread may call these.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "http/api/order.hpp"

namespace hf::http {

[[nodiscard]] bool is_page_of_events(const Order& order);

// The position after which the next page begins; nothing where there are no more events.
std::optional<std::string> next_page_of_events(const nlohmann::ordered_json& page);

// Adds Last-Event-ID, the position up to which these are all, and makes lines of the body where these are wanted.
void finish_page_of_events(const Order& order, const nlohmann::ordered_json& page, Response& response);

}  // namespace hf::http
