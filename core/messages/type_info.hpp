// TypeInfo and FieldInfo: what a message looks like, at run time.
//
// They are made by the compiler from a struct's own declaration (describe.hpp)
// and never written by hand. Decoding, encoding, validation, the command line's
// options, Describe and the reference tables are plain functions over them.
// All of it is constant data; any thread may read it.
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
    value,    // anything: hf::Value
    encoded,  // msgpack that is passed on as it is
};

struct FieldInfo;

// Inclusive. For a number its value, for a string, list or map its length.
struct Bounds {
    std::int64_t low = std::numeric_limits<std::int64_t>::min();
    std::int64_t high = std::numeric_limits<std::int64_t>::max();
};

struct TypeInfo {
    Kind kind{};
    std::string_view name;                      // how errors and tables call it: "string", "template id"
    const TypeInfo* element = nullptr;          // of a list or a map
    std::span<const FieldInfo> fields;          // of an object
    std::span<const std::string_view> choices;  // of an enumeration
    Bounds range;                               // of an integer: what fits into it

    // Setters; null where the type doesn't take such a token. Text setters return
    // what is wrong, or nothing; number setters whether the value fits.
    bool (*set_boolean)(void* target, bool) = nullptr;
    bool (*set_integer)(void* target, std::int64_t) = nullptr;
    bool (*set_unsigned)(void* target, std::uint64_t) = nullptr;
    bool (*set_number)(void* target, double) = nullptr;
    std::string (*set_string)(void* target, std::string_view) = nullptr;
    void* (*append)(void* list) = nullptr;
    void* (*insert)(void* map, std::string_view key) = nullptr;  // null: the key is there already
    std::uint64_t* (*given)(void* object) = nullptr;             // where an object notes which fields it was given

    void (*write)(const void* source, TokenSink&) = nullptr;
    std::int64_t (*measure)(const void* source) = nullptr;  // what Bounds apply to
};

struct FieldInfo {
    std::string_view name;
    std::string_view help;
    const TypeInfo* type = nullptr;
    bool required = true;
    bool bounded = false;
    Bounds bounds;

    void* (*target)(void* object) = nullptr;           // engages a std::optional
    const void* (*get)(const void* object) = nullptr;  // null when an optional is empty
    void (*assign)(void* to, const void* from) = nullptr;
};

}  // namespace hf
