// Reads envelopes and writes error replies, for commands and queries alike.
#pragma once

#include "core/errors/findings.hpp"
#include "core/messages/codec.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

[[nodiscard]] std::string error_reply(const Codec& codec, std::string_view id, Error error);

// Refuses a message that states another version of the protocol, whatever else it holds.
[[nodiscard]] std::optional<Error> unspoken_version(const Codec& codec, std::string_view message);

// Reads the envelope of a command or a query. On an error it is filled in as far as it could be read, so that the
// reply can carry the id.
template <class Envelope>
std::optional<Error> read_envelope(const Codec& codec, std::string_view message, Envelope& envelope) {
    const auto problem = codec.decode(message, envelope);
    if (!problem && common_of(envelope).v == protocol_version) return std::nullopt;
    // Check the version first: fields that look wrong here may be right in another version.
    if (auto unspoken = unspoken_version(codec, message)) return unspoken;
    auto malformed = error_of(Code::malformed, findings_of(*problem));
    malformed.message.insert(0, "the message is not understood: ");
    return malformed;
}

}  // namespace hf
