// TypeInfo and FieldInfo: the shape of a message, at run time.
//
// The compiler makes them from a struct's own declaration (describe.hpp); they are never written by
// hand. Decoding, encoding, validation, the command line's options, Describe and the reference
// tables are plain functions over them. All of it is constant data; any thread may read it.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "core/messages/token_sink.hpp"

namespace hf {

enum class Kind : std::uint8_t {
    boolean,
    integer,
    number,
    string,
    enumeration,
    time,
    list,
    map,
    object,
    value,    // any value: hf::Value
    encoded,  // msgpack that is passed on as it is
};

struct FieldInfo;

// Inclusive bounds: of a number's value, or of the length of a string, list or map.
struct Bounds {
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
};

struct TypeInfo {
    Kind kind{};
    std::string_view name;                      // the name in errors and tables: "string", "template id"
    const TypeInfo* element = nullptr;          // the type of a list's or map's elements
    std::span<const FieldInfo> fields;          // an object's fields
    std::span<const std::string_view> choices;  // an enumeration's words
    Bounds range;                               // the values that an integer's type can hold

    // Setters; null if the type does not accept such a token. Setters for text return what is
    // wrong, or an empty string; setters for numbers return whether the value fits.
    bool (*set_boolean)(void* target, bool) = nullptr;
    bool (*set_integer)(void* target, std::int64_t) = nullptr;
    bool (*set_unsigned)(void* target, std::uint64_t) = nullptr;
    bool (*set_number)(void* target, double) = nullptr;
    std::string (*set_string)(void* target, std::string_view) = nullptr;
    void* (*append)(void* list) = nullptr;
    void* (*insert)(void* map, std::string_view key) = nullptr;  // returns null if the map already has the key
    std::uint64_t* (*given)(void* object) = nullptr;             // where an object records which fields were given

    void (*write)(const void* source, TokenSink&) = nullptr;
    std::int64_t (*measure)(const void* source) = nullptr;  // the number that Bounds apply to
};

struct FieldInfo {
    std::string_view name;
    std::string_view help;
    const TypeInfo* type = nullptr;
    bool required = true;
    bool bounded = false;
    bool confidential = false;  // left out by a sink that withholds
    Bounds bounds;

    void* (*target)(void* object) = nullptr;           // creates the value of a std::optional
    const void* (*get)(const void* object) = nullptr;  // returns null if an optional is empty
    void (*assign)(void* to, const void* from) = nullptr;
};

}  // namespace hf
