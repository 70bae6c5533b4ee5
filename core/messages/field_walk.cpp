#include "core/messages/field_walk.hpp"

#include <fmt/format.h>

namespace hf {
namespace {

const TypeInfo* innermost(const TypeInfo* type) {
    while (type->element) type = type->element;
    return type;
}

std::string steps_into(const TypeInfo& type) {
    if (!type.element) return {};
    return (type.kind == Kind::list ? "[]" : ".*") + steps_into(*type.element);
}

// Creates one element of each list or map on the way.
void* reach_into(const FieldInfo& field, void* object) {
    void* place = field.target(object);
    for (const auto* type = field.type; type->element; type = type->element)
        place = type->kind == Kind::list ? type->append(place) : type->insert(place, "");
    return place;
}

void walk(const TypeInfo& object, void* scratch, const std::string& prefix,
          const std::function<void(const WalkedField&)>& visit) {
    // A field that a partial message omits keeps its present value, so there are no defaults.
    if (object.given) scratch = nullptr;
    for (const auto& field : object.fields) {
        const WalkedField walked{prefix + std::string(field.name), &field, scratch};
        visit(walked);
        const auto* inner = innermost(field.type);
        if (inner->kind != Kind::object) continue;
        walk(*inner, scratch ? reach_into(field, scratch) : nullptr, walked.path + steps_into(*field.type) + '.',
             visit);
    }
}

}  // namespace

void walk_fields(const TypeInfo& object, void* scratch, const std::function<void(const WalkedField&)>& visit) {
    walk(object, scratch, {}, visit);
}

std::string type_text(const TypeInfo& type, std::string_view quote) {
    switch (type.kind) {
        case Kind::list: return "list of " + type_text(*type.element, quote);
        case Kind::map: return "map of string to " + type_text(*type.element, quote);
        case Kind::time: return "time (UTC, microseconds)";
        case Kind::enumeration: {
            std::string text;
            for (const auto choice : type.choices)
                text += fmt::format("{}{}{}{}", text.empty() ? "one of " : ", ", quote, choice, quote);
            return text;
        }
        default: return std::string(type.name);
    }
}

std::string bounds_text(const FieldInfo& field) {
    if (!field.bounded) return {};
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto* const what = field.type->kind == Kind::integer || field.type->kind == Kind::number ? ""
                             : field.type->kind == Kind::string                                    ? " characters"
                                                                                                   : " elements";
    const auto& [low, high] = field.bounds;
    if (low == least) return fmt::format("at most {}{}", high, what);
    if (high == most) return fmt::format("at least {}{}", low, what);
    return fmt::format("{} to {}{}", low, high, what);
}

}  // namespace hf
