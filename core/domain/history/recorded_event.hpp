// RecordedEvent: an event as it is kept, published and read back. Its data stays encoded: the store,
// the feed and ReadEvents pass the bytes on unchanged.
#pragma once

#include <string>

#include "core/domain/values/category.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/messages/describe.hpp"

namespace hf {

struct RecordedEvent {
    Position position{};
    Category category{};
    std::uint64_t category_position{};
    std::string stream;  // id of the aggregate
    Version stream_version{};
    Position previous{};  // not on the wire: of the event before this one in its stream; 0: there is none
    std::string type;     // "RequestCreated"
    std::uint32_t schema{};
    Timestamp time;
    std::string command_id;      // the command that caused it
    std::string correlation_id;  // the conversation it belongs to
    std::optional<std::string> traceparent{};
    std::optional<std::string> principal{};     // none where the site knew none, and for the daemon's own events
    std::optional<std::string> on_behalf_of{};  // in the principal's words
    Encoded data;
    std::optional<std::vector<std::string>> withheld{};  // not in the store: what this reader's data lacks

    bool operator==(const RecordedEvent&) const = default;

    static constexpr auto describe =
        message("Event", "A fact, kept for ever.",
                field<&RecordedEvent::position>("position", "its number in the one total order, from 1, without gaps"),
                field<&RecordedEvent::category>("category", "what it is about"),
                field<&RecordedEvent::category_position>("category_position",
                                                         "its number in its category, from 1, without gaps"),
                field<&RecordedEvent::stream>("stream", "the id of the template, request, machine or provider"),
                field<&RecordedEvent::stream_version>("stream_version", "its number in its stream, from 1"),
                field<&RecordedEvent::type>("type", "what happened"),
                field<&RecordedEvent::schema>("schema", "version of the layout of data"),
                field<&RecordedEvent::time>("time", "when it was decided"),
                field<&RecordedEvent::command_id>("command_id", "the command that caused it"),
                field<&RecordedEvent::correlation_id>("correlation_id", "the conversation it belongs to"),
                field<&RecordedEvent::traceparent>("traceparent", "the trace that the conversation is part of"),
                field<&RecordedEvent::principal>("principal", "who sent the command, as the site knows him"),
                field<&RecordedEvent::on_behalf_of>("on_behalf_of", "for whom he sent it, in his words"),
                field<&RecordedEvent::data>("data", "the facts, by type and schema"),
                field<&RecordedEvent::withheld>("withheld",
                                                "fields that this type has and that are left out of data here: "
                                                "ReadEvents and GetHistory show them to operators"));
};

}  // namespace hf
