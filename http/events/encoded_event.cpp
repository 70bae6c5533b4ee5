#include "http/events/encoded_event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "client/wire.hpp"
#include "core/text/utf8.hpp"
#include "http/api/bodies.hpp"

namespace hf::http {
namespace {

bool is_among(const auto& chosen, const auto& value) {
    return !chosen || std::ranges::find(*chosen, value) != chosen->end();
}

// A comment of SSE is one line.
std::string on_one_line(std::string_view text) {
    auto line = with_valid_utf8(text);
    std::ranges::replace_if(
        line, [](char c) { return c == '\n' || c == '\r' || c == '\0'; }, ' ');
    return line;
}

}  // namespace

std::string_view media_type_of(EventFormat format) {
    return format == EventFormat::sse ? "text/event-stream" : "application/x-ndjson";
}

EncodedEvent::EncodedEvent(const RecordedEvent& event, std::string_view json)
    : position_(event.position),
      category_(event.category),
      type_(event.type),
      stream_(event.stream),
      text_(fmt::format("id: {}\ndata: ", event.position)),
      json_at_(text_.size()) {
    text_ += json;
    text_ += "\n\n";
}

std::string_view EncodedEvent::in(EventFormat format) const {
    const std::string_view whole = text_;
    // The line without the empty one after it.
    return format == EventFormat::sse ? whole : whole.substr(json_at_, whole.size() - json_at_ - 1);
}

std::size_t EncodedEvent::size() const {
    return sizeof *this + text_.capacity() + type_.capacity() + stream_.capacity();
}

bool EncodedEvent::is_wanted_by(const ReadEvents& question) const {
    return is_among(question.categories, category_) && is_among(question.types, type_) &&
           (!question.stream || *question.stream == stream_);
}

tl::expected<EventPointer, std::string> encoded(const RecordedEvent& event) {
    const auto json = json_of_result(wire_codec().encode(event), type_of<RecordedEvent>);
    if (!json) return tl::make_unexpected(fmt::format("event {} cannot be read: {}", event.position, json.error()));
    return std::make_shared<const EncodedEvent>(event, json->dump());
}

std::string opening(EventFormat format, std::chrono::milliseconds come_again) {
    return format == EventFormat::sse ? fmt::format("retry: {}\n\n", come_again.count()) : std::string{};
}

std::string heartbeat(EventFormat format, Position position, std::string_view trouble) {
    if (format == EventFormat::lines) return "\n";
    return fmt::format(":{}\nid: {}\n\n", trouble.empty() ? std::string{} : " " + on_one_line(trouble), position);
}

std::string notice(EventFormat format, std::string_view name, Position position, std::string_view detail) {
    const auto json =
        nlohmann::ordered_json{{"notice", name}, {"position", position}, {"detail", with_valid_utf8(detail)}}.dump();
    if (format == EventFormat::lines) return json + "\n";
    return fmt::format("event: {}\nid: {}\ndata: {}\n\n", name, position, json);
}

}  // namespace hf::http
