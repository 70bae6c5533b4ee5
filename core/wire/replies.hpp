// Replies and envelopes: what commands and queries share on the wire.
#pragma once

#include "core/errors/findings.hpp"
#include "core/messages/codec.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

[[nodiscard]] std::string error_reply(const Codec& codec, std::string_view id, Error error);

// Refuses a message that says another version than ours, whatever else it holds.
[[nodiscard]] std::optional<Error> unspoken_version(const Codec& codec, std::string_view message);

// Reads an envelope; `common` is its part that both kinds have. On an error as much of it is
// filled in as could be read, so that the reply can carry the id.
template <class Envelope>
std::optional<Error> read_envelope(const Codec& codec, std::string_view message, Envelope& envelope,
                                   const QueryEnvelope& common) {
    const auto problem = codec.decode(message, envelope);
    if (!problem && common.v == protocol_version) return std::nullopt;
    // Told first: all that looks wrong here may be right in that version.
    if (auto unspoken = unspoken_version(codec, message)) return unspoken;
    auto malformed = error_of(Code::malformed, findings_of(*problem));
    malformed.message.insert(0, "the message is not understood: ");
    return malformed;
}

}  // namespace hf
