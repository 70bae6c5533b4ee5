// A query as its sender encodes it.
#pragma once

#include <optional>
#include <string>

#include "core/messages/codec.hpp"
#include "core/wire/envelope.hpp"

namespace hf::simulation {

template <class Q>
std::string question_of(const Q& query, const Codec& codec, const std::optional<std::string>& on_behalf_of = {}) {
    QueryEnvelope envelope;
    envelope.v = protocol_version;
    envelope.id.value = "question";
    envelope.type = Q::describe.name;
    envelope.body.msgpack = codec.encode(query);
    envelope.on_behalf_of = on_behalf_of;
    return codec.encode(envelope);
}

}  // namespace hf::simulation
