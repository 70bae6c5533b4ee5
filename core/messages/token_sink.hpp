// TokenSink: the common language of all formats and all types.
//
// A source (a msgpack buffer, a JSON text, a YAML node, a C++ value) states its content as a
// sequence of tokens; a sink makes something of them (a C++ value, a msgpack buffer, a JSON text, a
// table). So N sources and M sinks need N+M pieces of code, and a message type needs none.
//
//     write(command, msgpack_writer);        // C++ value  -> msgpack
//     parse(bytes, decoder);                 // msgpack    -> C++ value
//     parse(bytes, json_writer);             // msgpack    -> JSON
//
// Calls are properly nested: inside a map, key() comes before each value. A source stops when
// failed() turns true. Not thread-safe: each sink is used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/messages/timestamp.hpp"

namespace hf {

class TokenSink {
public:
    // The size that a source passes if it cannot know the size in advance (JSON text).
    static constexpr auto unknown_size = static_cast<std::size_t>(-1);

    virtual ~TokenSink() = default;

    virtual void null() = 0;
    virtual void boolean(bool value) = 0;
    virtual void integer(std::int64_t value) = 0;
    virtual void unsigned_integer(std::uint64_t value) = 0;
    virtual void number(double value) = 0;
    virtual void string(std::string_view value) = 0;
    virtual void time(Timestamp value) { integer(value.microseconds); }
    virtual void begin_list(std::size_t size) = 0;
    virtual void end_list() = 0;
    virtual void begin_map(std::size_t size) = 0;
    virtual void key(std::string_view name) = 0;
    virtual void end_map() = 0;

    // A value that is already encoded as msgpack (an event's data).
    virtual void encoded(std::string_view msgpack) = 0;
    // True if the sink wants the next value encoded instead of token by token. A source of msgpack
    // must ask before each value; other sources have nothing to offer.
    [[nodiscard]] virtual bool wants_encoded() const { return false; }

    [[nodiscard]] virtual bool failed() const { return false; }

    // True if the sink is to get no field that is declared confidential.
    [[nodiscard]] virtual bool withholds() const { return false; }
};

}  // namespace hf
