// Value: data whose shape the core does not know (a provider's configuration of a template, the
// details of an error). Values can be copied and compared.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/messages/token_sink.hpp"

namespace hf {

struct Value;
using ValueList = std::vector<Value>;
using ValueMap = std::map<std::string, Value, std::less<>>;

struct Value {
    // An integer is stored as int64 if it fits, so that 1 equals 1 in whichever form it was written.
    std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string, ValueList, ValueMap> data;

    Value() = default;
    Value(bool v) : data(v) {}
    Value(int v) : data(std::int64_t{v}) {}
    Value(unsigned v) : data(std::int64_t{v}) {}
    Value(std::int64_t v) : data(v) {}
    Value(std::uint64_t v);
    Value(double v) : data(v) {}
    Value(const char* v) : Value(std::string(v)) {}
    Value(std::string_view v) : Value(std::string(v)) {}
    Value(std::string v);
    Value(ValueList v);
    Value(ValueMap v);

    // Compiled once, and not in every source file that holds one.
    Value(const Value& other);
    Value(Value&& other) noexcept;
    Value& operator=(const Value& other);
    Value& operator=(Value&& other) noexcept;
    ~Value();

    bool operator==(const Value& other) const;

    [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data); }
    template <class T>
    [[nodiscard]] const T* as() const {
        return std::get_if<T>(&data);
    }
    [[nodiscard]] std::optional<std::int64_t> as_integer() const;
};

void write(const Value& value, TokenSink& sink);
void write(const ValueMap& map, TokenSink& sink);
void write(const ValueList& list, TokenSink& sink);

// Describes the value for an error message: "text", 7, a list, a map.
std::string in_words(const Value& value);

}  // namespace hf
