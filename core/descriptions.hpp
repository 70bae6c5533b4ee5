// Descriptions: everything that can be said on the wire, as data: each command and query of the catalogue,
// each event, each error code. Describe answers with them, and hostfactoryctl explain prints them.
//
//     for (const auto& message : every_description()) …
//
// Any thread may call it.
#pragma once

#include "core/domain/values/category.hpp"
#include "core/messages/field_description.hpp"

namespace hf {

enum class MessageKind : std::uint8_t { command, query, event, error };
constexpr auto names_of(MessageKind) { return std::to_array<std::string_view>({"command", "query", "event", "error"}); }

struct MessageDescription {
    std::string name;
    MessageKind kind{};
    std::string help;
    std::optional<bool> versioned;
    std::optional<Role> role;
    std::optional<Category> category;
    std::optional<std::uint32_t> schema;
    std::optional<bool> retryable;
    std::vector<FieldDescription> fields;
    std::optional<std::vector<FieldDescription>> result;

    static constexpr auto describe = message(
        "MessageDescription", "What can be said on the wire.",
        field<&MessageDescription::name>("name", "the type of a message or an event, or the code of an error"),
        field<&MessageDescription::kind>("kind", "which of them it is"),
        field<&MessageDescription::help>("help", "what it means"),
        field<&MessageDescription::versioned>("versioned", "of a command: whether it takes expected_version"),
        field<&MessageDescription::role>("role", "of a command or a query: the least that its sender needs"),
        field<&MessageDescription::category>("category", "of an event: what it is about"),
        field<&MessageDescription::schema>("schema", "of an event: version of the layout of its data"),
        field<&MessageDescription::retryable>("retryable",
                                              "of an error: whether the same message may succeed later, unchanged"),
        field<&MessageDescription::fields>("fields", "of the body, or of an event's data; each after the one it is in"),
        field<&MessageDescription::result>("result", "the fields of the result of a command or a query"));
};

// Returns commands, queries, events and errors, in this order.
std::vector<MessageDescription> every_description();

}  // namespace hf
