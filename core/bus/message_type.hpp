// MessageType: what is known of a registered command or query, for its help, its
// options and its place in the reference.
#pragma once

#include <memory>
#include <span>

#include "core/errors/error.hpp"
#include "core/messages/decoder.hpp"

namespace hf {

struct MessageType {
    std::string_view name;
    std::string_view help;
    const TypeInfo* body = nullptr;
    const TypeInfo* result = nullptr;
    bool versioned = false;                     // takes expected_version
    std::shared_ptr<void> (*make)() = nullptr;  // a default-constructed one
};

template <class M>
constexpr MessageType message_type() {
    MessageType type{M::describe.name, M::describe.help, &type_of<M>, &type_of<typename M::Result>};
    if constexpr (requires { M::versioned; }) type.versioned = M::versioned;
    type.make = [] { return std::static_pointer_cast<void>(std::make_shared<M>()); };
    return type;
}

// What is wrong with a body, as the protocol tells it.
Error invalid(const Problem& problem);

// handler_not_found, with the name that was probably meant.
Error no_such_handler(std::string_view kind, std::string_view type, std::span<const MessageType> known);

}  // namespace hf
