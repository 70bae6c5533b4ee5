#include "http/api/bodies.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "adapters/json/json_parser.hpp"
#include "adapters/json/json_writer.hpp"
#include "client/wire.hpp"
#include "core/errors/findings.hpp"
#include "core/messages/convert.hpp"
#include "core/messages/rfc3339.hpp"
#include "http/api/typed_sink.hpp"

namespace hf::http {
namespace {

const FieldInfo* field_called(std::string_view name, const TypeInfo& type) {
    const auto found = std::ranges::find(type.fields, name, &FieldInfo::name);
    return found == type.fields.end() ? nullptr : &*found;
}

// Makes numbers of the times that are written as text. What is wrong is a finding at its path.
void read_times(Value& value, const TypeInfo* type, const std::string& path, std::vector<Finding>& findings) {
    if (!type) return;
    if (auto* text = std::get_if<std::string>(&value.data); text && type->kind == Kind::time) {
        const auto time = parse_rfc3339(*text);
        if (time)
            value = time->microseconds;
        else
            findings.push_back({path, fmt::format("must be a time like 2026-01-02T03:04:05Z, not \"{}\"", *text)});
    } else if (auto* list = std::get_if<ValueList>(&value.data)) {
        for (std::size_t i = 0; i < list->size(); ++i)
            read_times((*list)[i], type->element, fmt::format("{}[{}]", path, i), findings);
    } else if (auto* map = std::get_if<ValueMap>(&value.data)) {
        for (auto& [key, each] : *map) {
            const auto* field = field_called(key, *type);
            read_times(each, field ? field->type : type->element, path.empty() ? key : path + "." + key, findings);
        }
    }
}

template <class T>
std::optional<T> number_in(std::string_view text) {
    T number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string_view must_be(const TypeInfo& type) {
    switch (type.kind) {
        case Kind::boolean: return "must be true or false";
        case Kind::number: return "must be a number";
        case Kind::time: return "must be a time like 2026-01-02T03:04:05Z";
        case Kind::integer: return "must be a whole number";
        default: return "cannot be given as text";
    }
}

// The place of a parameter in the body.
class ParameterPlace {
public:
    ParameterPlace(std::string_view parameter, const TypeInfo& type) {
        const auto dot = parameter.find('.');
        const auto* whole = field_called(parameter, type);
        const auto* part = dot == std::string_view::npos ? nullptr : field_called(parameter.substr(0, dot), type);
        field = whole ? whole : part && part->type->kind == Kind::map ? part : nullptr;
        name = field ? field->name : parameter;
        if (field && !whole) key = parameter.substr(dot + 1);
    }

    const FieldInfo* field = nullptr;  // null: there is no such field
    std::string_view name;
    std::string_view key{};  // of a map
};

std::optional<std::string> put(ValueMap& body, const ParameterPlace& place, const std::string& text) {
    auto& target = body[std::string(place.name)];
    const auto again = [&] { return std::optional<std::string>("is given more than once"); };
    if (!place.field) {
        if (!target.is_null()) return again();
        target = text;
        return std::nullopt;
    }
    const auto& type = *place.field->type;
    if (type.kind == Kind::list) {
        if (target.is_null()) target = ValueList{};
        for (std::string_view rest = text;; rest.remove_prefix(rest.find(',') + 1)) {
            auto value = value_of_text(rest.substr(0, rest.find(',')), *type.element);
            if (value.is_null()) return std::string(must_be(*type.element));
            std::get<ValueList>(target.data).push_back(std::move(value));
            if (rest.find(',') == std::string_view::npos) return std::nullopt;
        }
    }
    if (type.kind == Kind::map) {
        if (place.key.empty()) return fmt::format("is a map: say {}.KEY=VALUE", place.name);
        if (target.is_null()) target = ValueMap{};
        auto value = value_of_text(text, *type.element);
        const auto added = std::get<ValueMap>(target.data).emplace(std::string(place.key), std::move(value)).second;
        return added ? std::nullopt : again();
    }
    if (!target.is_null()) return again();
    target = value_of_text(text, type);
    return target.is_null() ? std::optional<std::string>(must_be(type)) : std::nullopt;
}

}  // namespace

Value value_of_text(std::string_view text, const TypeInfo& type) {
    switch (type.kind) {
        case Kind::boolean:
            if (text == "true" || text == "1") return true;
            if (text == "false" || text == "0") return false;
            return {};
        case Kind::integer:
            if (const auto number = number_in<std::int64_t>(text)) return *number;
            if (const auto number = number_in<std::uint64_t>(text)) return *number;
            return {};
        case Kind::number:
            if (const auto number = number_in<double>(text)) return *number;
            return {};
        case Kind::time:
            if (const auto time = parse_rfc3339(text)) return time->microseconds;
            if (const auto number = number_in<std::int64_t>(text)) return *number;
            return {};
        case Kind::list: return ValueList{value_of_text(text, *type.element)};
        case Kind::map:
        case Kind::object:
        case Kind::encoded: return {};
        default: return std::string(text);
    }
}

Result<ValueMap> body_of_json(std::string_view text, const TypeInfo& type) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return ValueMap{};
    Value value;
    Decoder decoder(type_of<Value>, &value);
    if (const auto broken = parse_json(text, decoder))
        return refuse(Code::malformed, "the body is no JSON: {}", *broken);
    if (decoder.problem())
        return tl::make_unexpected(error_of(Code::malformed, findings_of(*decoder.problem()), "the body"));
    std::vector<Finding> findings;
    read_times(value, &type, {}, findings);
    if (auto wrong = invalid(findings)) return tl::make_unexpected(std::move(*wrong));
    auto* map = std::get_if<ValueMap>(&value.data);
    if (!map) return refuse(Code::malformed, "the body must be an object, not {}", in_words(value));
    return std::move(*map);
}

Result<ValueMap> body_of_parameters(const Parameters& parameters, const TypeInfo& type) {
    ValueMap body;
    std::vector<Finding> findings;
    for (const auto& [name, text] : parameters)
        if (auto wrong = put(body, ParameterPlace(name, type), text)) findings.push_back({name, std::move(*wrong)});
    if (auto wrong = invalid(findings)) return tl::make_unexpected(std::move(*wrong));
    return body;
}

tl::expected<nlohmann::ordered_json, std::string> json_of_result(std::string_view msgpack, const TypeInfo& type) {
    JsonWriter writer(wire_codec());
    TypedSink typed(type, writer);
    if (auto broken = wire_codec().parse(msgpack, typed)) return tl::make_unexpected(std::move(*broken));
    if (writer.problem()) return tl::make_unexpected(*writer.problem());
    return writer.json();
}

ValueMap defaults_of(const TypeInfo& type, const void* default_object) {
    ValueMap defaults;
    for (const auto& field : type.fields)
        if (const auto* value = field.required ? nullptr : field.get(default_object))
            defaults.emplace(std::string(field.name), to_value(*field.type, value));
    return defaults;
}

}  // namespace hf::http
