// MsgpackCodec: the msgpack of the wire and of the store.
//
//     MsgpackCodec codec;
//     const std::string bytes = codec.encode(command);
//     if (const auto problem = codec.decode(bytes, command)) …
//
// Parsing reads the bytes once and trusts none of them: no memory is reserved for a size that a
// header announces, nesting is limited, and parsing stops at the first mistake. Allowed are nil,
// booleans, integers, finite floats, strings of valid UTF-8, arrays, and maps with strings as keys;
// one value per message.
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
    [[nodiscard]] std::string encode_withholding(const TypeInfo& type, const void* value) const override;
    [[nodiscard]] std::optional<std::string> parse(std::string_view bytes, TokenSink& sink) const override;
};

}  // namespace hf
