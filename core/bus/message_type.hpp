// MessageType: the description of a registered command or query, for help, options and the reference.
#pragma once

#include <memory>
#include <span>

#include "core/access/role.hpp"
#include "core/errors/error.hpp"
#include "core/messages/decoder.hpp"

namespace hf {

struct MessageType {
    std::string_view name;
    std::string_view help;
    const TypeInfo* body = nullptr;
    const TypeInfo* result = nullptr;
    bool versioned = false;                     // accepts expected_version
    Role role = Role::admin;                    // the least that its sender needs
    std::shared_ptr<void> (*make)() = nullptr;  // makes a default-constructed message
};

template <class M>
constexpr MessageType message_type() {
    MessageType type{M::describe.name, M::describe.help, &type_of<M>, &type_of<typename M::Result>};
    if constexpr (requires { M::versioned; }) type.versioned = M::versioned;
    type.role = M::role;
    type.make = [] { return std::static_pointer_cast<void>(std::make_shared<M>()); };
    return type;
}

// The protocol's error for a body that could not be decoded.
Error undecodable(const Problem& problem);

// The error handler_not_found, with the name that was probably meant.
Error no_such_handler(std::string_view kind, std::string_view type, std::span<const MessageType> known);

}  // namespace hf
