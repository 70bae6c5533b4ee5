// The messages of one kind, chosen by bytes of an input, and their bodies.
//
//     static const Messages commands(catalogue.types());
//     const auto& type = commands.chosen(bytes);
//     site.when_bytes(type.name, data_for(*type.body, literal, bytes, codec, words));
#pragma once

#include "core/bus/message_type.hpp"
#include "core/messages/codec.hpp"
#include "tests/fuzz/support/choice.hpp"
#include "tests/fuzz/support/grown_value.hpp"

namespace hf::fuzz {

class Messages {
public:
    explicit Messages(std::vector<MessageType> types) : types_(std::move(types)), choose_(names_of(types_)) {}

    [[nodiscard]] const MessageType& chosen(Bytes& bytes) const { return types_[choose_(bytes.number(2))]; }

private:
    static std::vector<std::string_view> names_of(const std::vector<MessageType>& types) {
        std::vector<std::string_view> names;
        for (const auto& type : types) names.push_back(type.name);
        return names;
    }

    std::vector<MessageType> types_;
    Choice choose_;
};

// Data of a type: as it stands in the input, with its length in two bytes, or grown from the declaration.
inline std::string data_for(const TypeInfo& type, bool as_it_stands, Bytes& bytes, const Codec& codec,
                            std::span<const std::string_view> words) {
    if (as_it_stands) return std::string(bytes.text(bytes.number(2)));
    return codec.encode(grown_value(type, bytes, words));
}

}  // namespace hf::fuzz
