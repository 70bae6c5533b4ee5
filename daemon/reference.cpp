#include "daemon/reference.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "core/catalogue.hpp"

namespace hf {
namespace {

std::string type_text(const TypeInfo& type) {
    switch (type.kind) {
        case Kind::list: return "list of " + type_text(*type.element);
        case Kind::map: return "map of string to " + type_text(*type.element);
        case Kind::enumeration: return fmt::format("one of `{}`", fmt::join(type.choices, "`, `"));
        case Kind::time: return "time (UTC, microseconds)";
        default: return std::string(type.name);
    }
}

std::string bounds_text(const FieldInfo& field) {
    if (!field.bounded) return {};
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto what = field.type->kind == Kind::integer || field.type->kind == Kind::number ? ""
                      : field.type->kind == Kind::string                                    ? " characters"
                                                                                            : " elements";
    const auto& [low, high] = field.bounds;
    if (low == least) return fmt::format(", at most {}{}", high, what);
    if (high == most) return fmt::format(", at least {}{}", low, what);
    return fmt::format(", {} to {}{}", low, high, what);
}

// A table of the fields, and below it the tables of the maps that they hold.
std::string fields_table(std::span<const FieldInfo> fields, std::string_view prefix = {}) {
    std::string text;
    for (const auto& field : fields) {
        text += fmt::format("| `{}{}` | {}{} | {} | {} |\n", prefix, field.name, type_text(*field.type),
                            bounds_text(field), field.required ? "yes" : "", field.help);
        const auto* inner = field.type->kind == Kind::list ? field.type->element : field.type;
        if (inner->kind == Kind::object)
            text += fields_table(inner->fields,
                                 fmt::format("{}{}{}.", prefix, field.name, inner == field.type ? "" : "[]"));
    }
    return text;
}

std::string table(std::span<const FieldInfo> fields, std::string_view empty) {
    if (fields.empty()) return fmt::format("{}\n", empty);
    return "| field | type | always | |\n|---|---|---|---|\n" + fields_table(fields);
}

std::string message_text(const MessageType& type) {
    return fmt::format("### {}\n{}{}\n\n{}\nResult:\n\n{}\n", type.name, type.help,
                       type.versioned ? " Takes `expected_version`." : "", table(type.body->fields, "No fields."),
                       table(type.result->fields, "An empty map."));
}

template <std::size_t... I>
std::string events_text(std::index_sequence<I...>) {
    std::string text;
    const auto add = [&](Category category, std::string_view name, std::string_view help, const TypeInfo& type) {
        text += fmt::format("### {}\n{} Category `{}`, schema {}.\n\n{}\n", name, help, name_of(category), event_schema,
                            table(type.fields, "No fields."));
    };
    (add(std::variant_alternative_t<I, Event>::category, std::variant_alternative_t<I, Event>::describe.name,
         std::variant_alternative_t<I, Event>::describe.help, type_of<std::variant_alternative_t<I, Event>>),
     ...);
    return text;
}

}  // namespace

std::string protocol_reference() {
    Catalogue commands;
    Catalogue queries;
    add_every_command(commands);
    add_every_query(queries);
    std::string text = "## 10. Commands\n\n";
    for (const auto& type : commands.types()) text += message_text(type);
    text += "## 11. Queries\n\n";
    for (const auto& type : queries.types()) text += message_text(type);
    text += "## 12. Events\n\n" + events_text(std::make_index_sequence<std::variant_size_v<Event>>{});
    return text;
}

}  // namespace hf
