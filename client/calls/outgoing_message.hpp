// OutgoingMessage: a command or a query, to be sent as often as necessary.
//
//     auto message = OutgoingMessage::command(id, "CreateRequest", body, options);
//     send(message.encode(1500ms));   // the client waits this long from now on
//
// Used by one thread.
#pragma once

#include <chrono>

#include "client/call.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

class OutgoingMessage {
public:
    static OutgoingMessage command(std::string id, std::string_view type, Encoded body, const CallOptions& options);
    static OutgoingMessage query(std::string id, std::string_view type, Encoded body, const CallOptions& options);

    [[nodiscard]] const std::string& id() const { return envelope_.common.id.value; }
    // Encodes the message. It carries the time left, so that the daemon skips work for which no
    // client waits any more.
    [[nodiscard]] std::string encode(std::chrono::milliseconds left);

private:
    OutgoingMessage(std::string id, std::string_view type, Encoded body, const CallOptions& options);

    CommandEnvelope envelope_;
    bool is_command_ = false;
};

}  // namespace hf
