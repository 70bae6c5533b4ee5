// Describes a message once, beside its struct.
//
//     struct CreateRequest {
//         TemplateId template_id;
//         std::uint32_t machine_count{};
//         Tags tags;
//
//         static constexpr auto describe = message("CreateRequest", "Asks for machines of a template.",
//             field<&CreateRequest::template_id>("template_id", "the template to make machines of"),
//             field<&CreateRequest::machine_count>("machine_count", "how many").at_least(1),
//             field<&CreateRequest::tags>("tags", "kept with the request").optional());
//     };
//
// A field must be given unless it is optional(); a std::optional field always is optional. The default
// of an optional field is its value in a default-constructed struct. flat<&X::y>() includes the fields
// of a nested described struct, so that a command, its event and its view can share one declaration.
//
// A field that is internal() is never shown: type_of leaves it out of every message, Describe and the
// reference. whole_type_of has it, for code that keeps the struct as it is (snapshots, tests).
//
// A field that is confidential() is left out where its reader may not see such fields (core/messages/confidential.hpp).
// It must be optional(), and so must whatever reads it.
//
// Field types: bool, integers, double, std::string, Timestamp, enumerations with names_of(), strong
// strings (StrongString), std::vector, std::map<std::string, …>, described structs, Value, Encoded. A
// field may be a member of the struct's first base, which shares its address (the common ids of an event).
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/messages/rare.hpp"
#include "core/messages/type_info.hpp"
#include "core/messages/value.hpp"

namespace hf {

// Bytes that are already msgpack and are written as they are.
struct Encoded {
    std::string msgpack;
    bool operator==(const Encoded&) const = default;
};

// A string with a type and a rule of its own (an identifier).
template <class T>
concept StrongString = requires(T t, std::string_view s) {
    { T::type_name } -> std::convertible_to<std::string_view>;
    { T::check(s) } -> std::same_as<std::string>;  // what is wrong with the string, or an empty string
    { t.value } -> std::convertible_to<std::string>;
};

// An enumeration whose names, in order of its values from 0, are names_of(E{}).
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T t) {
    names_of(t).size();
};

// An enumeration that reads a name which it does not have as unknown_name(E{}). Events use it, since a store
// outlives the version that reads it.
template <class T>
concept OpenEnum = NamedEnum<T> && requires(T t) {
    { unknown_name(t) } -> std::same_as<T>;
};

template <class T>
concept Described = requires {
    T::describe.fields;
};

template <NamedEnum E>
inline constexpr auto enum_names = names_of(E{});

template <NamedEnum E>
constexpr std::string_view name_of(E value) {
    return enum_names<E>[static_cast<std::size_t>(value)];
}

template <NamedEnum E>
constexpr std::optional<E> enum_from(std::string_view name) {
    const auto& names = enum_names<E>;
    const auto it = std::find(names.begin(), names.end(), name);
    if (it == names.end()) return std::nullopt;
    return static_cast<E>(it - names.begin());
}

std::string not_a_choice(std::string_view value, std::span<const std::string_view> choices);

template <class T>
constexpr TypeInfo make_type_info();

template <class T>
inline constexpr TypeInfo type_of = make_type_info<T>();

namespace detail {

template <class T>
struct OptionalOf : std::false_type {
    using type = T;
};
template <class T>
struct OptionalOf<std::optional<T>> : std::true_type {
    using type = T;
};
template <class T>
struct OptionalOf<Rare<T>> : std::true_type {
    using type = T;
};
template <class T>
struct ListOf : std::false_type {};
template <class T>
struct ListOf<std::vector<T>> : std::true_type {
    using element = T;
};
template <class T>
struct MapOf : std::false_type {};
template <class T, class C>
struct MapOf<std::map<std::string, T, C>> : std::true_type {
    using element = T;
};

template <class T>
T& as(void* p) {
    return *static_cast<T*>(p);
}
template <class T>
const T& as(const void* p) {
    return *static_cast<const T*>(p);
}

template <class T>
std::int64_t length_of(const void* p) {
    return static_cast<std::int64_t>(as<T>(p).size());
}

void write_object(const void* object, std::span<const FieldInfo> fields, TokenSink& sink,
                  std::uint64_t which = ~std::uint64_t{0});

template <auto Member>
struct Access;

template <class C, class M, M C::*Member>
struct Access<Member> {
    using Object = C;
    using Field = M;
    using Bare = typename OptionalOf<M>::type;
    static constexpr bool is_optional = OptionalOf<M>::value;

    static void* target(void* object) {
        if constexpr (is_optional)
            return &(as<C>(object).*Member).emplace();
        else
            return &(as<C>(object).*Member);
    }
    static const void* get(const void* object) {
        if constexpr (is_optional) {
            const auto& field = as<C>(object).*Member;
            return field ? &*field : nullptr;
        } else {
            return &(as<C>(object).*Member);
        }
    }
    static void assign(void* to, const void* from) { as<C>(to).*Member = as<C>(from).*Member; }
};

// A field of a nested struct, reached from the outer struct.
template <auto Outer, std::size_t I>
struct Nested {
    using Path = Access<Outer>;
    static constexpr const FieldInfo& inner() { return Path::Field::describe.fields[I]; }

    static void* target(void* object) { return inner().target(Path::target(object)); }
    static const void* get(const void* object) { return inner().get(Path::get(object)); }
    static void assign(void* to, const void* from) { inner().assign(Path::target(to), Path::get(from)); }
};

}  // namespace detail

// Fields that are kept with the struct and never shown, in the form in which message() takes them.
template <std::size_t N>
struct InternalFields {
    std::array<FieldInfo, N> all;

    static constexpr std::size_t shown_count = 0, internal_count = N;
};

// One or more fields, in the form in which message() takes them.
template <std::size_t N>
struct Fields {
    std::array<FieldInfo, N> all;

    static constexpr std::size_t shown_count = N, internal_count = 0;

    // The fields may be missing; then they keep their defaults.
    constexpr Fields optional() const {
        auto copy = *this;
        for (auto& f : copy.all) f.required = false;
        return copy;
    }
    constexpr Fields between(std::int64_t low, std::int64_t high) const {
        auto copy = *this;
        for (auto& f : copy.all) {
            f.bounded = true;
            f.bounds = {low, high};
        }
        return copy;
    }
    constexpr Fields at_least(std::int64_t low) const { return between(low, std::numeric_limits<std::int64_t>::max()); }
    constexpr Fields at_most(std::int64_t high) const {
        return between(std::numeric_limits<std::int64_t>::min(), high);
    }
    // All fields may be missing except the one with this name.
    constexpr Fields optional_but(std::string_view name) const {
        auto copy = *this;
        for (auto& f : copy.all) f.required = f.name == name;
        return copy;
    }
    constexpr Fields confidential() const {
        auto copy = *this;
        for (auto& f : copy.all) f.confidential = true;
        return copy;
    }
    constexpr InternalFields<N> internal() const { return {all}; }
};

template <auto Member>
constexpr Fields<1> field(std::string_view name, std::string_view help) {
    using A = detail::Access<Member>;
    return {{FieldInfo{.name = name,
                       .help = help,
                       .type = &type_of<typename A::Bare>,
                       .required = !A::is_optional,
                       .bounded = false,
                       .confidential = false,
                       .bounds = {},
                       .target = &A::target,
                       .get = &A::get,
                       .assign = &A::assign}}};
}

template <auto Member>
constexpr auto flat() {
    using Inner = typename detail::Access<Member>::Field;
    constexpr std::size_t count = Inner::describe.fields.size();
    return []<std::size_t... I>(std::index_sequence<I...>) {
        Fields<count> result{Inner::describe.fields};
        ((result.all[I].target = &detail::Nested<Member, I>::target,
          result.all[I].get = &detail::Nested<Member, I>::get,
          result.all[I].assign = &detail::Nested<Member, I>::assign),
         ...);
        return result;
    }
    (std::make_index_sequence<count>{});
}

template <std::size_t Shown, std::size_t Internal>
struct Message {
    std::string_view name;
    std::string_view help;
    std::array<FieldInfo, Shown> fields;
    std::array<FieldInfo, Internal> internal_fields;
    std::size_t members = 0;  // how many members of the struct are declared
    std::uint64_t* (*given)(void* object) = nullptr;
    bool partial = false;  // true if noting() gave it a `given` member

    // Records in this member which fields a decoded message held: bit i for field i.
    template <auto Member>
    constexpr Message noting() const {
        auto copy = *this;
        copy.partial = true;
        copy.given = [](void* object) -> std::uint64_t* {
            return static_cast<std::uint64_t*>(detail::Access<Member>::target(object));
        };
        return copy;
    }
};

// `Groups` are Fields and InternalFields.
template <class... Groups>
constexpr auto message(std::string_view name, std::string_view help, const Groups&... groups) {
    constexpr std::size_t shown = (std::size_t{0} + ... + Groups::shown_count);
    constexpr std::size_t internal = (std::size_t{0} + ... + Groups::internal_count);
    static_assert(shown + internal <= 64, "the decoder notes the fields that it saw in 64 bits");
    Message<shown, internal> result{name, help, {}, {}, sizeof...(groups)};
    std::size_t next = 0;
    std::size_t next_internal = 0;
    [[maybe_unused]] const auto put = [&](const auto& group) {
        for (const auto& f : group.all)
            if constexpr (std::remove_cvref_t<decltype(group)>::internal_count == 0)
                result.fields[next++] = f;
            else
                result.internal_fields[next_internal++] = f;
    };
    (put(groups), ...);
    return result;
}

// Copies the fields whose bit is set from one object of the type to another.
template <Described T>
void assign_given(T& to, const T& from, std::uint64_t given) {
    for (std::size_t i = 0; i < T::describe.fields.size(); ++i)
        if (given >> i & 1U) T::describe.fields[i].assign(&to, &from);
}

template <class T>
void write(const T& value, TokenSink& sink) requires Described<T> {
    detail::write_object(&value, T::describe.fields, sink);
}

namespace detail {

template <class T>
constexpr TypeInfo boolean_type() {
    TypeInfo t;
    t.kind = Kind::boolean;
    t.name = "boolean";
    t.set_boolean = [](void* p, bool v) { return as<bool>(p) = v, true; };
    t.write = [](const void* p, TokenSink& s) { s.boolean(as<bool>(p)); };
    return t;
}

template <class T>
constexpr TypeInfo integer_type() {
    TypeInfo t;
    t.kind = Kind::integer;
    t.name = std::is_unsigned_v<T> ? "unsigned integer" : "integer";
    t.range.low = static_cast<std::int64_t>(std::numeric_limits<T>::min());
    if constexpr (std::in_range<std::int64_t>(std::numeric_limits<T>::max()))
        t.range.high = static_cast<std::int64_t>(std::numeric_limits<T>::max());
    t.set_integer = [](void* p, std::int64_t v) { return std::in_range<T>(v) && (as<T>(p) = static_cast<T>(v), true); };
    t.set_unsigned = [](void* p, std::uint64_t v) {
        return std::in_range<T>(v) && (as<T>(p) = static_cast<T>(v), true);
    };
    t.write = [](const void* p, TokenSink& s) {
        if constexpr (std::is_unsigned_v<T>)
            s.unsigned_integer(as<T>(p));
        else
            s.integer(as<T>(p));
    };
    t.measure = [](const void* p) {
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        const T v = as<T>(p);
        return std::in_range<std::int64_t>(v) ? static_cast<std::int64_t>(v) : most;
    };
    return t;
}

template <class T>
constexpr TypeInfo number_type() {
    TypeInfo t;
    t.kind = Kind::number;
    t.name = "number";
    t.set_integer = [](void* p, std::int64_t v) { return as<T>(p) = static_cast<T>(v), true; };
    t.set_unsigned = [](void* p, std::uint64_t v) { return as<T>(p) = static_cast<T>(v), true; };
    t.set_number = [](void* p, double v) { return as<T>(p) = static_cast<T>(v), true; };
    t.write = [](const void* p, TokenSink& s) { s.number(as<T>(p)); };
    return t;
}

template <class T>
constexpr TypeInfo string_type() {
    TypeInfo t;
    t.kind = Kind::string;
    t.name = "string";
    t.set_string = [](void* p, std::string_view v) { return as<T>(p) = v, std::string{}; };
    t.write = [](const void* p, TokenSink& s) { s.string(as<T>(p)); };
    t.measure = &length_of<T>;
    return t;
}

template <class T>
constexpr TypeInfo time_type() {
    TypeInfo t;
    t.kind = Kind::time;
    t.name = "time";
    t.set_integer = [](void* p, std::int64_t v) { return as<T>(p).microseconds = v, true; };
    t.set_unsigned = [](void* p, std::uint64_t v) {
        return std::in_range<std::int64_t>(v) && (as<T>(p).microseconds = static_cast<std::int64_t>(v), true);
    };
    t.write = [](const void* p, TokenSink& s) { s.time(as<T>(p)); };
    return t;
}

template <class T>
constexpr TypeInfo value_type() {
    TypeInfo t;
    t.kind = Kind::value;
    t.name = "value";
    t.write = [](const void* p, TokenSink& s) { hf::write(as<Value>(p), s); };
    return t;
}

template <class T>
constexpr TypeInfo encoded_type() {
    TypeInfo t;
    t.kind = Kind::encoded;
    t.name = "value";
    t.write = [](const void* p, TokenSink& s) { s.encoded(as<Encoded>(p).msgpack); };
    return t;
}

template <class T>
constexpr TypeInfo enumeration_type() {
    TypeInfo t;
    t.kind = Kind::enumeration;
    t.name = "word";
    t.choices = enum_names<T>;
    t.set_string = [](void* p, std::string_view v) {
        auto value = enum_from<T>(v);
        if constexpr (OpenEnum<T>) value = value.value_or(unknown_name(T{}));
        if (!value) return not_a_choice(v, enum_names<T>);
        as<T>(p) = *value;
        return std::string{};
    };
    t.write = [](const void* p, TokenSink& s) { s.string(name_of(as<T>(p))); };
    return t;
}

template <class T>
constexpr TypeInfo strong_string_type() {
    TypeInfo t;
    t.kind = Kind::string;
    t.name = T::type_name;
    t.set_string = [](void* p, std::string_view v) {
        auto wrong = T::check(v);
        if (wrong.empty()) as<T>(p).value = v;
        return wrong;
    };
    t.write = [](const void* p, TokenSink& s) { s.string(as<T>(p).value); };
    t.measure = [](const void* p) { return length_of<std::string>(&as<T>(p).value); };
    return t;
}

template <class T>
constexpr TypeInfo list_type() {
    TypeInfo t;
    using Element = typename ListOf<T>::element;
    t.kind = Kind::list;
    t.name = "list";
    t.element = &type_of<Element>;
    t.append = [](void* p) -> void* { return &as<T>(p).emplace_back(); };
    t.write = [](const void* p, TokenSink& s) {
        s.begin_list(as<T>(p).size());
        for (const auto& element : as<T>(p)) type_of<Element>.write(&element, s);
        s.end_list();
    };
    t.measure = &length_of<T>;
    return t;
}

template <class T>
constexpr TypeInfo map_type() {
    TypeInfo t;
    using Element = typename MapOf<T>::element;
    t.kind = Kind::map;
    t.name = "map";
    t.element = &type_of<Element>;
    t.insert = [](void* p, std::string_view key) -> void* {
        const auto [it, fresh] = as<T>(p).try_emplace(std::string(key));
        return fresh ? &it->second : nullptr;
    };
    t.write = [](const void* p, TokenSink& s) {
        s.begin_map(as<T>(p).size());
        for (const auto& [key, element] : as<T>(p)) {
            s.key(key);
            type_of<Element>.write(&element, s);
        }
        s.end_map();
    };
    t.measure = &length_of<T>;
    return t;
}

template <class T>
constexpr TypeInfo object_type() {
    TypeInfo t;
    static_assert(Described<T>, "give the struct a describe, or the enumeration its names_of()");
    t.kind = Kind::object;
    t.name = "map";
    t.fields = T::describe.fields;
    t.given = T::describe.given;
    t.write = [](const void* p, TokenSink& s) {
        // A partial update writes only the fields that it was given.
        std::uint64_t which = ~std::uint64_t{0};
        if constexpr (T::describe.partial) which = *T::describe.given(const_cast<void*>(p));
        write_object(p, T::describe.fields, s, which);
    };
    return t;
}

}  // namespace detail

// The type of a field: one of the functions above, chosen by the compiler.
template <class T>
constexpr TypeInfo make_type_info() {
    if constexpr (std::is_same_v<T, bool>)
        return detail::boolean_type<T>();
    else if constexpr (std::is_integral_v<T>)
        return detail::integer_type<T>();
    else if constexpr (std::is_same_v<T, double>)
        return detail::number_type<T>();
    else if constexpr (std::is_same_v<T, std::string>)
        return detail::string_type<T>();
    else if constexpr (std::is_same_v<T, Timestamp>)
        return detail::time_type<T>();
    else if constexpr (std::is_same_v<T, Value>)
        return detail::value_type<T>();
    else if constexpr (std::is_same_v<T, Encoded>)
        return detail::encoded_type<T>();
    else if constexpr (NamedEnum<T>)
        return detail::enumeration_type<T>();
    else if constexpr (StrongString<T>)
        return detail::strong_string_type<T>();
    else if constexpr (detail::ListOf<T>::value)
        return detail::list_type<T>();
    else if constexpr (detail::MapOf<T>::value)
        return detail::map_type<T>();
    else
        return detail::object_type<T>();
}

namespace detail {

template <Described T>
inline constexpr auto whole_fields = [] {
    constexpr auto& shown = T::describe.fields;
    constexpr auto& internal = T::describe.internal_fields;
    std::array<FieldInfo, shown.size() + internal.size()> all{};
    std::copy(internal.begin(), internal.end(), std::copy(shown.begin(), shown.end(), all.begin()));
    return all;
}();

}  // namespace detail

// A described struct with its internal fields, after the shown ones.
template <Described T>
inline constexpr TypeInfo whole_type_of = [] {
    auto type = make_type_info<T>();
    type.fields = detail::whole_fields<T>;
    type.write = [](const void* p, TokenSink& s) { detail::write_object(p, detail::whole_fields<T>, s); };
    return type;
}();

}  // namespace hf
