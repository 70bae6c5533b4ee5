// Wish: a command that somebody thought of.
#pragma once

#include <optional>
#include <string>

#include "core/messages/codec.hpp"
#include "core/wire/envelope.hpp"

namespace hf::simulation {

struct Wish {
    std::string type;
    std::string body;  // encoded
    std::optional<Version> expected_version{};
    std::optional<std::string> on_behalf_of{};
};

template <class C>
Wish wish_for(const C& command, const Codec& codec) {
    return {std::string(C::describe.name), codec.encode(command)};
}

// As a client sends it.
inline std::string message_of(const Wish& wish, const std::string& id, std::optional<std::uint64_t> deadline_ms,
                              const Codec& codec) {
    CommandEnvelope envelope;
    envelope.common.v = protocol_version;
    envelope.common.id.value = id;
    envelope.common.type = wish.type;
    envelope.common.body.msgpack = wish.body;
    envelope.common.deadline_ms = deadline_ms;
    envelope.common.on_behalf_of = wish.on_behalf_of;
    envelope.expected_version = wish.expected_version;
    return codec.encode(envelope);
}

}  // namespace hf::simulation
