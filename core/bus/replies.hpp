// Replies and envelopes: what commands and queries share on the wire.
#pragma once

#include "core/bus/envelope.hpp"
#include "core/ports/codec.hpp"

namespace hf {

[[nodiscard]] std::string error_reply(const Codec& codec, std::string_view id, Error error);

// Reads an envelope; `common` is its part that both kinds have. On an error as much of it is
// filled in as could be read, so that the reply can carry the id.
template <class Envelope>
std::optional<Error> read_envelope(const Codec& codec, std::string_view message, Envelope& envelope,
                                   const QueryEnvelope& common) {
    const auto problem = codec.decode(message, envelope);
    if (common.v != 0 && common.v != protocol_version)
        return error(Code::unsupported_version, "version {} of the protocol is not spoken here; version {} is",
                     common.v, protocol_version);
    if (!problem) return std::nullopt;
    auto malformed = error(Code::malformed, "the message is not understood: {} {}",
                           problem->path.empty() ? "it" : problem->path, problem->message);
    if (!problem->path.empty()) malformed.field = problem->path;
    return malformed;
}

}  // namespace hf
