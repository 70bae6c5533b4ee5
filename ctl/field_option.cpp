#include "ctl/field_option.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/messages/describe.hpp"
#include "core/messages/field_walk.hpp"
#include "ctl/cell.hpp"
#include "ctl/value_text.hpp"
#include "ctl/value_writer.hpp"

namespace hf::ctl {
namespace {

bool holds_values(const TypeInfo& type) { return type.kind == Kind::map && type.element->kind == Kind::value; }
bool holds_objects(const TypeInfo& type) { return type.kind == Kind::list && type.element->kind == Kind::object; }

template <class T>
std::optional<T> number_in(const std::string& text) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// Reads one value of a type that is neither list nor map; null if the text is not such a value.
Value scalar(const TypeInfo& type, const std::string& text) {
    switch (type.kind) {
        case Kind::boolean:
            if (text == "true" || text == "yes") return true;
            if (text == "false" || text == "no") return false;
            return {};
        case Kind::integer:
        case Kind::time:
            if (const auto number = number_in<std::int64_t>(text)) return *number;
            if (const auto number = number_in<std::uint64_t>(text)) return *number;
            return {};
        case Kind::number:
            if (const auto number = number_in<double>(text)) return *number;
            return {};
        case Kind::value:
        case Kind::object: return value_from_text(text);
        default: return text;
    }
}

std::string must_be(const TypeInfo& type, const std::string& text) {
    const auto* const what = type.kind == Kind::boolean  ? "true or false"
                             : type.kind == Kind::number ? "a number"
                                                         : "a whole number";
    return fmt::format("must be {}, not \"{}\"", what, text);
}

}  // namespace

std::string flag_of(std::string_view field_name) {
    if (field_name == "config") return "--settings";
    std::string flag = "--" + std::string(field_name);
    std::replace(flag.begin(), flag.end(), '_', '-');
    return flag;
}

FieldOption::FieldOption(const FieldInfo& field, const void* defaults) : field_(field) {
    if (field.required || !defaults || repeats()) return;
    if (const auto* value = field.get(defaults)) default_ = cell(to_value(*field.type, value), field.type, {});
}

std::vector<std::string> FieldOption::flags() const {
    const auto flag = flag_of(field_.name);
    if (!repeats() || !flag.ends_with('s')) return {flag};
    return {flag, flag.substr(0, flag.size() - 1)};
}

std::optional<std::string> FieldOption::file_flag() const {
    if (!holds_values(*field_.type) && !holds_objects(*field_.type)) return std::nullopt;
    return flag_of(field_.name) + "-file";
}

std::string FieldOption::argument() const {
    if (holds_objects(*field_.type)) return "JSON";
    switch (field_.type->kind) {
        case Kind::map: return "KEY=VALUE";
        case Kind::integer:
        case Kind::number: return "N";
        case Kind::enumeration: return "WORD";
        default: return placeholder();
    }
}

std::string FieldOption::placeholder() const {
    std::string name(field_.name);
    if (field_.type->kind == Kind::list && name.ends_with('s')) name.pop_back();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return name;
}

std::string FieldOption::help() const {
    std::vector<std::string> notes;
    if (!field_.type->choices.empty()) notes.push_back(fmt::format("{}", fmt::join(field_.type->choices, ", ")));
    if (auto bounds = bounds_text(field_); !bounds.empty()) notes.push_back(std::move(bounds));
    if (!default_.empty()) notes.push_back("default " + default_);
    if (repeats()) notes.emplace_back("may be repeated");
    if (field_.required) notes.emplace_back("required");
    if (notes.empty()) return std::string(field_.help);
    return fmt::format("{} ({})", field_.help, fmt::join(notes, "; "));
}

Offer FieldOption::offer() const {
    const auto* type = field_.type;
    if (type->kind == Kind::map) return {};
    if (type->kind == Kind::list) type = type->element;
    if (!type->choices.empty()) return {.words = {type->choices.begin(), type->choices.end()}};
    if (type->kind != Kind::string) return {};
    if (type != &type_of<std::string>) return {.ids_of = std::string(type->name)};
    // A list of plain strings may hold ids that need not exist; the field's name says of what kind.
    std::string name(field_.name);
    if (repeats() && name.ends_with('s')) name.pop_back();
    std::replace(name.begin(), name.end(), '_', ' ');
    return {.ids_of = name};
}

std::optional<std::string> FieldOption::add(const std::string& text, ValueMap& body) const {
    const auto& type = *field_.type;
    const std::string name(field_.name);
    if (!repeats()) {
        auto value = scalar(type, text);
        if (value.is_null() && type.kind != Kind::value) return must_be(type, text);
        body[name] = std::move(value);
        return std::nullopt;
    }

    auto& target = body[name];
    if (type.kind == Kind::list) {
        if (target.is_null()) target = ValueList{};
        auto value = scalar(*type.element, text);
        if (value.is_null()) return must_be(*type.element, text);
        std::get<ValueList>(target.data).push_back(std::move(value));
        return std::nullopt;
    }
    if (target.is_null()) target = ValueMap{};
    // No key begins with a brace, and a whole object may hold an equals sign anywhere.
    if (holds_values(type) && text.starts_with('{')) {
        auto whole = value_from_text(text);
        const auto* object = whole.as<ValueMap>();
        if (!object) return fmt::format("must be KEY=VALUE or an object of JSON, not \"{}\"", text);
        for (const auto& [key, value] : *object) std::get<ValueMap>(target.data).insert_or_assign(key, value);
        return std::nullopt;
    }
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return fmt::format("must be KEY=VALUE, not \"{}\"", text);
    auto value = scalar(*type.element, text.substr(equals + 1));
    if (value.is_null() && type.element->kind != Kind::value) return must_be(*type.element, text);
    std::get<ValueMap>(target.data).insert_or_assign(text.substr(0, equals), std::move(value));
    return std::nullopt;
}

}  // namespace hf::ctl
