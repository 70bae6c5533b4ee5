// Encodes and decodes messages between client and daemon, for what the typed calls leave encoded:
// the data of an event, the result of a call by name.
//
//     MachineStarted started;
//     if (const auto problem = read_from_daemon(event.data.msgpack, started)) …
//
// Any thread. Errors: values.
#pragma once

#include "core/messages/codec.hpp"

namespace hf {

[[nodiscard]] const Codec& wire_codec();

// Decodes an answer of the daemon. Fields that this version does not know are ignored, and the
// limits are wider than those for a client's message. Returns what is wrong, or nothing; if it
// fails, the target must be thrown away.
[[nodiscard]] std::optional<Problem> read_from_daemon(std::string_view msgpack, const TypeInfo& type, void* target);

template <class T>
[[nodiscard]] std::optional<Problem> read_from_daemon(std::string_view msgpack, T& target) {
    return read_from_daemon(msgpack, type_of<T>, &target);
}

}  // namespace hf
