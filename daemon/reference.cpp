#include "daemon/reference.hpp"

#include <fmt/format.h>

#include "core/catalogue.hpp"
#include "core/domain/history/event_types.hpp"
#include "core/messages/field_walk.hpp"

namespace hf {
namespace {

constexpr std::string_view preface = R"(# The hostfactory protocol, version 1: reference

Every command, query, event and error of the protocol that [PROTOCOL.md](PROTOCOL.md) describes. Made of the daemon's
own declarations by `hostfactoryd --reference`; a test compares them. Do not edit it: `./dev renew` writes it.

A *confidential* field is for operators and admins, where a site has principals: others get answers without it, and so
do all subscribers to the feed (PROTOCOL.md, section 6.8).

)";

// The fields, each followed by those of the maps that it holds.
std::string table(const TypeInfo& type, std::string_view empty) {
    if (type.fields.empty()) return fmt::format("{}\n", empty);
    std::string text = "| field | type | always | |\n|---|---|---|---|\n";
    walk_fields(type, nullptr, [&](const WalkedField& field) {
        const auto bounds = bounds_text(*field.info);
        text += fmt::format("| `{}` | {}{}{}{} | {} | {} |\n", field.path, type_text(*field.info->type, "`"),
                            bounds.empty() ? "" : ", ", bounds, field.info->confidential ? ", confidential" : "",
                            field.info->required ? "yes" : "", field.info->help);
    });
    return text;
}

std::string text_of(const MessageType& type) {
    return fmt::format("### {}\n{} Needs the role {}.{}\n\n{}\nResult:\n\n{}\n", type.name, type.help,
                       name_of(type.role), type.versioned ? " Takes `expected_version`." : "",
                       table(*type.body, "No fields."), table(*type.result, "An empty map."));
}

std::string text_of(const EventType& type) {
    return fmt::format("### {}\n{} Category `{}`, schema {}.\n\n{}\n", type.name, type.help, name_of(type.category),
                       type.schema, table(*type.data, "No fields."));
}

std::string errors_table() {
    std::string text = "| code | means | retryable |\n|---|---|---|\n";
    for (const auto& code : every_code)
        text += fmt::format("| `{}` | {} | {} |\n", code.name, code.help, code.retryable ? "yes" : "");
    return text;
}

}  // namespace

std::string protocol_reference() {
    Catalogue commands;
    Catalogue queries;
    add_every_command(commands);
    add_every_query(queries);
    auto text = std::string(preface) + "## Commands\n\n";
    for (const auto& type : commands.types()) text += text_of(type);
    text += "## Queries\n\n";
    for (const auto& type : queries.types()) text += text_of(type);
    text += "## Events\n\n";
    for (const auto& type : every_event_type()) text += text_of(type);
    text += "## Errors\n\n" + errors_table();
    return text;
}

}  // namespace hf
