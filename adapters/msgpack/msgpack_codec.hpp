// MsgpackCodec: the wire's and the store's msgpack.
//
//     MsgpackCodec codec;
//     const std::string bytes = codec.encode(command);
//     if (const auto problem = codec.decode(bytes, command)) …
//
// Reading goes once over the bytes and trusts none of them: nothing is reserved
// for what a header promises, nesting is limited, and reading stops at the first
// thing that is wrong. Allowed are nil, booleans, integers, finite floats, strings
// of valid UTF-8, arrays, and maps with strings for keys; one value per message.
//
// Stateless; any thread may use one codec at any time. parse() never throws.
#pragma once

#include "core/messages/codec.hpp"

namespace hf {

class MsgpackCodec final : public Codec {
public:
    static constexpr std::size_t deepest = 64;

    using Codec::encode;
    [[nodiscard]] std::string encode(const TypeInfo& type, const void* value) const override;
    [[nodiscard]] std::optional<std::string> parse(std::string_view bytes, TokenSink& sink) const override;
};

}  // namespace hf
