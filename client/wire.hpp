// How messages are written between client and daemon, for what the typed calls leave
// encoded: the data of an event, the result of a call by name.
//
//     MachineStarted started;
//     if (const auto problem = read_from_daemon(event.data.msgpack, started)) …
//
// Any thread. Errors: values.
#pragma once

#include "core/messages/codec.hpp"

namespace hf {

[[nodiscard]] const Codec& wire_codec();

// The daemon may know more fields than we do, and is trusted with more than a client is.
// Nothing, or what is wrong; the target is to be thrown away then.
[[nodiscard]] std::optional<Problem> read_from_daemon(std::string_view msgpack, const TypeInfo& type, void* target);

template <class T>
[[nodiscard]] std::optional<Problem> read_from_daemon(std::string_view msgpack, T& target) {
    return read_from_daemon(msgpack, type_of<T>, &target);
}

}  // namespace hf
