// A described struct with every kind of field, for tests of readers and writers.
#pragma once

#include <ostream>

#include "core/messages/decoder.hpp"

namespace hf::testing {

enum class Colour : std::uint8_t { red, green, dark_blue };
constexpr auto names_of(Colour) { return std::to_array<std::string_view>({"red", "green", "dark_blue"}); }

struct ShortName {
    static constexpr std::string_view type_name = "short name";
    static std::string check(std::string_view text) {
        return text.size() <= 8 ? std::string{} : "must be at most 8 characters";
    }
    std::string value;
    bool operator==(const ShortName&) const = default;
};

struct Part {
    std::string name;
    std::int32_t weight = 7;
    std::optional<Colour> colour;

    bool operator==(const Part&) const = default;

    static constexpr auto describe = message("Part", "A part of a sample.", field<&Part::name>("name", "its name"),
                                             field<&Part::weight>("weight", "in grams").optional().between(-10, 1000),
                                             field<&Part::colour>("colour", "its colour"));
};

struct Extent {
    std::uint32_t width = 1;
    std::uint32_t height = 2;

    bool operator==(const Extent&) const = default;

    static constexpr auto describe =
        message("Extent", "A size.", field<&Extent::width>("width", "from side to side").optional(),
                field<&Extent::height>("height", "from top to bottom").optional());
};

struct Sample {
    bool flag{};
    std::int8_t small{};
    std::int64_t big{};
    std::uint64_t count{};
    double ratio{};
    std::string text;
    ShortName name;
    Colour colour{};
    Timestamp time;
    std::vector<std::string> words;
    std::map<std::string, std::int32_t> numbers;
    std::vector<Part> parts;
    std::map<std::string, std::vector<Part>> shelves;
    Value anything;
    ValueMap more;
    Extent extent;
    std::optional<std::string> note;
    std::optional<Part> spare;

    bool operator==(const Sample&) const = default;

    static constexpr auto describe = message(
        "Sample", "Something of everything.", field<&Sample::flag>("flag", "a boolean").optional(),
        field<&Sample::small>("small", "a small integer").optional(),
        field<&Sample::big>("big", "a large integer").optional(), field<&Sample::count>("count", "an unsigned integer"),
        field<&Sample::ratio>("ratio", "a number").optional().between(-1, 10),
        field<&Sample::text>("text", "a string").optional().at_most(40),
        field<&Sample::name>("name", "a string with a rule").optional(),
        field<&Sample::colour>("colour", "a word").optional(), field<&Sample::time>("time", "a time").optional(),
        field<&Sample::words>("words", "a list").optional().at_most(3),
        field<&Sample::numbers>("numbers", "a map").optional().at_most(3),
        field<&Sample::parts>("parts", "a list of structs").optional(),
        field<&Sample::shelves>("shelves", "a map of lists of structs").optional(),
        field<&Sample::anything>("anything", "a value").optional(),
        field<&Sample::more>("more", "a map of values").optional(), flat<&Sample::extent>(),
        field<&Sample::note>("note", "a string that may be missing").at_least(2),
        field<&Sample::spare>("spare", "a struct that may be missing"));
};

inline void PrintTo(const Timestamp& time, std::ostream* out) { *out << time.microseconds; }
inline void PrintTo(const Sample&, std::ostream* out) { *out << "a sample"; }

inline Sample full_sample() {
    return Sample{
        .flag = true,
        .small = -128,
        .big = std::numeric_limits<std::int64_t>::min(),
        .count = std::numeric_limits<std::uint64_t>::max(),
        .ratio = 2.0,
        .text = "grüße, \"世界\" 🙂\n",
        .name = {"shorty"},
        .colour = Colour::dark_blue,
        .time = {1'767'323'045'000'006},
        .words = {"", "no", "123"},
        .numbers = {{"", 0}, {"a", -1}, {"b", 65'536}},
        .parts = {Part{"bolt", 12, Colour::red}, Part{"nut", -3, std::nullopt}},
        .shelves = {{"top", {Part{"plate", 0, Colour::green}}}, {"void", {}}},
        .anything = ValueMap{{"list", ValueList{Value(), true, -5, 2.5, 3.0, "x", ValueList{}, ValueMap{}}},
                             {"most", std::numeric_limits<std::uint64_t>::max()}},
        .more = {{"k", "v"}, {"empty", ""}},
        .extent = {30, 40},
        .note = "ok",
        .spare = Part{"spring", 1, std::nullopt},
    };
}

}  // namespace hf::testing
