#include "core/messages/field_description.hpp"

#include "core/messages/convert.hpp"
#include "core/messages/field_walk.hpp"

namespace hf {
namespace {

std::string type_word(const TypeInfo& type) {
    switch (type.kind) {
        case Kind::list: return "list of " + type_word(*type.element);
        case Kind::map: return "map of " + type_word(*type.element);
        case Kind::integer: return "integer";
        case Kind::string: return "string";
        case Kind::object: return "object";
        default: return std::string(type.name);
    }
}

// Adds the narrower of the declared bounds and the type's own range.
void add_bounds(FieldDescription& description, const FieldInfo& field) {
    auto bounds = field.bounded ? field.bounds : Bounds{};
    if (field.type->kind == Kind::integer) {
        bounds.low = std::max(bounds.low, field.type->range.low);
        bounds.high = std::min(bounds.high, field.type->range.high);
    }
    if (bounds.low != Bounds{}.low) description.min = bounds.low;
    if (bounds.high != Bounds{}.high) description.max = bounds.high;
}

FieldDescription describe(const WalkedField& walked) {
    const auto& field = *walked.info;
    FieldDescription description;
    description.path = walked.path;
    description.type = type_word(*field.type);
    description.required = field.required;
    description.help = field.help;
    if (field.confidential) description.confidential = true;
    add_bounds(description, field);
    const auto* inner = field.type;
    while (inner->element) inner = inner->element;
    if (inner->kind == Kind::string && inner != &type_of<std::string>) description.format = inner->name;
    if (!inner->choices.empty()) description.choices.emplace(inner->choices.begin(), inner->choices.end());
    if (!field.required && walked.object)
        if (const void* value = field.get(walked.object)) description.default_value = to_value(*field.type, value);
    return description;
}

}  // namespace

std::vector<FieldDescription> describe_fields(const TypeInfo& object, void* scratch) {
    std::vector<FieldDescription> fields;
    walk_fields(object, scratch, [&](const WalkedField& walked) { fields.push_back(describe(walked)); });
    return fields;
}

}  // namespace hf
