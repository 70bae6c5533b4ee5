// Codec: the binary form of messages, on the wire and in the store.
// Stateless and thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/messages/decoder.hpp"

namespace hf {

class Codec {
public:
    virtual ~Codec() = default;
    [[nodiscard]] virtual std::string encode(const TypeInfo& type, const void* value) const = 0;
    // Feeds the bytes to the sink. Returns what is wrong with the bytes themselves, or nothing; the
    // sink keeps the problems that it finds.
    [[nodiscard]] virtual std::optional<std::string> parse(std::string_view bytes, TokenSink& sink) const = 0;
    // Encodes without the fields that are declared confidential, at any depth.
    [[nodiscard]] virtual std::string encode_withholding(const TypeInfo& type, const void* value) const = 0;

    template <class T>
    [[nodiscard]] std::string encode(const T& value) const {
        return encode(type_of<T>, &value);
    }

    // Decodes the bytes into the target. Returns what is wrong, or nothing; after a problem the
    // target must be thrown away.
    [[nodiscard]] std::optional<Problem> decode(std::string_view bytes, const TypeInfo& type, void* target,
                                                UnknownFields unknown = UnknownFields::refuse) const {
        Decoder decoder(type, target, unknown);
        // If the bytes are broken, the decoder's own findings are not reliable.
        if (auto broken = parse(bytes, decoder)) return Problem{{}, std::move(*broken)};
        return decoder.problem();
    }

    template <class T>
    [[nodiscard]] std::optional<Problem> decode(std::string_view bytes, T& target,
                                                UnknownFields unknown = UnknownFields::refuse) const {
        return decode(bytes, type_of<T>, &target, unknown);
    }
};

}  // namespace hf
