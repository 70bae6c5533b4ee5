#include "bench/load/event_stream_session.hpp"

#include <charconv>
#include <stdexcept>

#include "core/messages/rfc3339.hpp"

namespace hf::bench {

Hearing of_event_streams() {
    return {[](TakeEvent take) { return std::make_unique<EventStreamSession>(std::move(take)); }, time_in_json};
}

std::optional<std::uint64_t> time_in_json(std::string_view event) {
    constexpr std::string_view key = "\"time\":\"";
    const auto at = event.find(key);
    if (at == std::string_view::npos) return std::nullopt;
    const auto text = event.substr(at + key.size());
    const auto time = parse_rfc3339(text.substr(0, text.find('"')));
    return time ? std::optional(static_cast<std::uint64_t>(time->microseconds)) : std::nullopt;
}

// The first block may come with the header; a heartbeat soon after it shows that the stream is heard.
std::string EventStreamSession::greeting() const {
    return "GET /api/v1/events?heartbeat=1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

bool EventStreamSession::take_greeting(std::string_view& input) {
    constexpr std::string_view end_of_header = "\r\n\r\n";
    const auto end = input.find(end_of_header);
    if (end == std::string_view::npos) return false;
    if (!input.starts_with("HTTP/1.1 200 "))
        throw std::runtime_error("the gateway answers: " + std::string(input.substr(0, input.find('\r'))));
    input.remove_prefix(end + end_of_header.size());
    return true;
}

// The lines that say how long a chunk is stand between blocks, since each chunk has whole ones.
std::optional<std::uint64_t> EventStreamSession::take_reply(std::string_view& input) {
    constexpr std::string_view beginning = "id: ";
    constexpr std::string_view data = "\ndata: ";
    const auto end = input.find("\n\n");
    if (end == std::string_view::npos) return std::nullopt;
    const auto block = input.substr(0, end);
    input.remove_prefix(end + 2);
    const auto at = block.find(beginning);
    std::uint64_t position = 0;
    if (at != std::string_view::npos && block.find(data) != std::string_view::npos)
        std::from_chars(block.data() + at + beginning.size(), block.data() + block.size(), position);
    take_(position, position == 0 ? std::string_view{} : block);
    return position;
}

}  // namespace hf::bench
