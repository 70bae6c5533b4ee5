#include "http/api/event_page.hpp"

#include <nlohmann/json.hpp>

#include "core/queries/read_events.hpp"

namespace hf::http {
namespace {

using Json = nlohmann::ordered_json;

// Nothing where a daemon of another version has answered something else.
const Json* member(const Json& page, const char* name) {
    if (!page.is_object()) return nullptr;
    const auto found = page.find(name);
    return found == page.end() ? nullptr : &*found;
}

}  // namespace

bool is_page_of_events(const Order& order) { return order.message->type.name == ReadEvents::describe.name; }

std::optional<std::string> next_page_of_events(const Json& page) {
    const auto* more = member(page, "has_more");
    const auto* position = member(page, "position");
    if (!more || !position || *more != true) return std::nullopt;
    return position->dump();
}

void finish_page_of_events(const Order& order, const Json& page, Response& response) {
    if (const auto* position = member(page, "position")) response.headers.set("Last-Event-ID", position->dump());
    const auto* events = member(page, "events");
    if (!order.in_lines || !events) return;
    response.headers.set("Content-Type", "application/x-ndjson");
    response.body.clear();
    for (const auto& event : *events) response.body += event.dump() + "\n";
}

}  // namespace hf::http
