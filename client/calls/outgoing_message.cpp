#include "client/calls/outgoing_message.hpp"

#include "client/client_name.hpp"

#include <algorithm>

namespace hf {

OutgoingMessage::OutgoingMessage(std::string id, std::string_view type, Encoded body, const CallOptions& options) {
    auto& common = envelope_.common;
    common.v = protocol_version;
    common.id.value = std::move(id);
    common.type = type;
    common.body = std::move(body);
    common.correlation_id = options.correlation_id;
    common.on_behalf_of = options.on_behalf_of;
    if (options.traceparent) common.traceparent = Traceparent{*options.traceparent};
    common.client = client_name();
}

OutgoingMessage OutgoingMessage::command(std::string id, std::string_view type, Encoded body,
                                         const CallOptions& options) {
    OutgoingMessage message(std::move(id), type, std::move(body), options);
    message.envelope_.expected_version = options.expected_version;
    message.is_command_ = true;
    return message;
}

OutgoingMessage OutgoingMessage::query(std::string id, std::string_view type, Encoded body,
                                       const CallOptions& options) {
    return {std::move(id), type, std::move(body), options};
}

std::string OutgoingMessage::encode(std::chrono::milliseconds left) {
    envelope_.common.deadline_ms = static_cast<std::uint64_t>(std::max<std::int64_t>(left.count(), 1));
    return is_command_ ? wire_codec().encode(envelope_) : wire_codec().encode(envelope_.common);
}

}  // namespace hf
