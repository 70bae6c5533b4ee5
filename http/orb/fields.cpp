#include "http/orb/fields.hpp"

#include <charconv>
#include <cmath>

#include "adapters/json/json_parser.hpp"
#include "adapters/json/json_text.hpp"
#include "core/messages/convert.hpp"
#include "http/wire/target.hpp"

namespace hf::http::orb {
namespace {

std::string camel_case(std::string_view name) {
    std::string out;
    bool raise = false;
    for (const char c : name) {
        if (c == '_') {
            raise = true;
            continue;
        }
        out += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        raise = false;
    }
    return out;
}

Json json_of_value(const Value& value) { return Json::parse(json_of(ValueMap{{"value", value}}))["value"]; }

template <class T>
std::optional<T> number_in(std::string_view text) {
    T number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::int64_t> whole_number(const Value& value) {
    if (const auto number = value.as_integer()) return number;
    if (const auto* text = value.as<std::string>()) return number_in<std::int64_t>(*text);
    const auto* real = value.as<double>();
    if (!real || std::trunc(*real) != *real || std::abs(*real) > 1e15) return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

std::optional<double> real_number(const Value& value) {
    if (const auto number = value.as_integer()) return static_cast<double>(*number);
    if (const auto* real = value.as<double>()) return *real;
    const auto* text = value.as<std::string>();
    const auto number = text ? number_in<double>(*text) : std::nullopt;
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> truth(const Value& value) {
    if (const auto* flag = value.as<bool>()) return *flag;
    const auto* text = value.as<std::string>();
    if (value == Value(1) || (text && (*text == "true" || *text == "1"))) return true;
    if (value == Value(0) || (text && (*text == "false" || *text == "0"))) return false;
    return std::nullopt;
}

tl::unexpected<Response> refused(std::string type, std::string message, Json input, Json context = {}) {
    return tl::make_unexpected(
        wrong_fields({{std::move(type), {"body"}, std::move(message), std::move(input), std::move(context)}}));
}

}  // namespace

tl::expected<Fields, Response> Fields::of_body(std::string_view json) {
    if (json.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return refused("missing", "the request has no body", nullptr);
    Value value;
    Decoder decoder(type_of<Value>, &value);
    if (const auto broken = parse_json(json, decoder))
        return refused("json_invalid", "the body is no JSON", Json::object(), {{"error", *broken}});
    if (decoder.problem()) return refused("json_invalid", "the body cannot be read", Json::object());
    auto* map = std::get_if<ValueMap>(&value.data);
    if (!map) return refused("model_attributes_type", "the body must be an object", json_of_value(value));
    return Fields("body", std::move(*map));
}

tl::expected<Fields, Response> Fields::of_query(std::string_view query) {
    auto parameters = parameters_of(query);
    if (!parameters) return tl::make_unexpected(fault_of(Refusal::bad_request, parameters.error()));
    ValueMap values;
    for (auto& [name, text] : *parameters) values[std::move(name)] = std::move(text);
    return Fields("query", std::move(values));
}

std::optional<Fields::Taken> Fields::take(std::string_view name, Names others, Needed needed) {
    std::vector<std::string> names{std::string(name), camel_case(name)};
    names.insert(names.end(), others.begin(), others.end());
    std::optional<Taken> taken;
    for (const auto& each : names) {
        const auto found = values_.find(each);
        if (found == values_.end()) continue;
        if (!taken && !found->second.is_null()) taken = Taken{each, std::move(found->second)};
        values_.erase(found);
    }
    if (!taken && needed == Needed::yes)
        wrong_.push_back({"missing", {place_, camel_case(name)}, "this field is needed", Json::object()});
    return taken;
}

void Fields::refuse(std::string type, const std::string& name, std::string message, const Value& value, Json context) {
    wrong_.push_back({std::move(type), {place_, name}, std::move(message), json_of_value(value), std::move(context)});
}

std::optional<std::string> Fields::text(std::string_view name, Needed needed) {
    auto taken = take(name, {}, needed);
    if (!taken) return std::nullopt;
    if (auto* text = std::get_if<std::string>(&taken->value.data)) return std::move(*text);
    refuse("string_type", taken->name, "must be text", taken->value);
    return std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, Names others, Needed needed) {
    const auto taken = take(name, others, needed);
    if (!taken) return std::nullopt;
    const auto number = whole_number(taken->value);
    const bool is_text = taken->value.as<std::string>();
    if (!number) refuse(is_text ? "int_parsing" : "int_type", taken->name, "must be a whole number", taken->value);
    return number;
}

double Fields::number(std::string_view name, double least, double most, double otherwise) {
    const auto taken = take(name, {}, Needed::no);
    if (!taken) return otherwise;
    const auto number = real_number(taken->value);
    if (!number)
        refuse("float_parsing", taken->name, "must be a number", taken->value);
    else if (*number < least)
        refuse("greater_than_equal", taken->name, fmt::format("must be {} or more", least), taken->value,
               {{"ge", least}});
    else if (*number > most)
        refuse("less_than_equal", taken->name, fmt::format("must be {} or less", most), taken->value, {{"le", most}});
    return number.value_or(otherwise);
}

bool Fields::flag(std::string_view name, bool otherwise) {
    const auto taken = take(name, {}, Needed::no);
    if (!taken) return otherwise;
    const auto flag = truth(taken->value);
    if (!flag) refuse("bool_parsing", taken->name, "must be true or false", taken->value);
    return flag.value_or(otherwise);
}

std::optional<std::vector<std::string>> Fields::texts(std::string_view name, Needed needed) {
    const auto taken = take(name, {}, needed);
    if (!taken) return std::nullopt;
    const auto* list = taken->value.as<ValueList>();
    if (!list) {
        refuse("list_type", taken->name, "must be a list", taken->value);
        return std::nullopt;
    }
    std::vector<std::string> texts;
    for (const auto& each : *list) {
        if (const auto* text = each.as<std::string>())
            texts.push_back(*text);
        else
            refuse("string_type", taken->name, "must be a list of texts", each);
    }
    return texts;
}

std::optional<ValueMap> Fields::map(std::string_view name) {
    auto taken = take(name, {}, Needed::no);
    if (!taken) return std::nullopt;
    if (auto* map = std::get_if<ValueMap>(&taken->value.data)) return std::move(*map);
    refuse("dict_type", taken->name, "must be an object", taken->value);
    return std::nullopt;
}

void Fields::refuse_whole(std::string message) {
    wrong_.push_back({"value_error", {place_}, std::move(message), Json::object(), {{"error", Json::object()}}});
}

std::optional<Response> Fields::wrong() {
    if (place_ == "body")
        for (const auto& [name, value] : values_) refuse("extra_forbidden", name, "there is no such field", value);
    if (wrong_.empty()) return std::nullopt;
    return wrong_fields(wrong_);
}

}  // namespace hf::http::orb
