#include "core/messages/value.hpp"

#include <fmt/format.h>

#include <limits>

namespace hf {

Value::Value(std::uint64_t v) {
    if (v <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        data = static_cast<std::int64_t>(v);
    else
        data = v;
}

Value::Value(std::string v) : data(std::move(v)) {}
Value::Value(ValueList v) : data(std::move(v)) {}
Value::Value(ValueMap v) : data(std::move(v)) {}

Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

// Written out, since clang 14 crashes on a defaulted one here.
bool Value::operator==(const Value& other) const { return data == other.data; }

std::optional<std::int64_t> Value::as_integer() const {
    if (const auto* v = std::get_if<std::int64_t>(&data)) return *v;
    return std::nullopt;
}

namespace {

struct Writing {
    TokenSink& sink;

    void operator()(std::monostate) const { sink.null(); }
    void operator()(bool v) const { sink.boolean(v); }
    void operator()(std::int64_t v) const { sink.integer(v); }
    void operator()(std::uint64_t v) const { sink.unsigned_integer(v); }
    void operator()(double v) const { sink.number(v); }
    void operator()(const std::string& v) const { sink.string(v); }
    void operator()(const ValueList& v) const { write(v, sink); }
    void operator()(const ValueMap& v) const { write(v, sink); }
};

}  // namespace

void write(const Value& value, TokenSink& sink) { std::visit(Writing{sink}, value.data); }

void write(const ValueMap& map, TokenSink& sink) {
    sink.begin_map(map.size());
    for (const auto& [key, value] : map) {
        sink.key(key);
        write(value, sink);
    }
    sink.end_map();
}

void write(const ValueList& list, TokenSink& sink) {
    sink.begin_list(list.size());
    for (const auto& value : list) write(value, sink);
    sink.end_list();
}

std::string in_words(const Value& value) {
    struct Words {
        std::string operator()(std::monostate) const { return "null"; }
        std::string operator()(bool v) const { return v ? "true" : "false"; }
        std::string operator()(std::int64_t v) const { return fmt::to_string(v); }
        std::string operator()(std::uint64_t v) const { return fmt::to_string(v); }
        std::string operator()(double v) const { return fmt::to_string(v); }
        std::string operator()(const std::string& v) const { return fmt::format("\"{}\"", v); }
        std::string operator()(const ValueList& v) const { return fmt::format("a list of {}", v.size()); }
        std::string operator()(const ValueMap& v) const { return fmt::format("a map of {}", v.size()); }
    };
    return std::visit(Words{}, value.data);
}

}  // namespace hf
