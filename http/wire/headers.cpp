#include "http/wire/headers.hpp"

#include <algorithm>
#include <stdexcept>

namespace hf::http {
namespace {

constexpr std::string_view token_characters =
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return c == '\t' || (byte >= 0x20 && byte != 0x7f);
    });
}

void check(std::string_view name, std::string_view value) {
    if (name.empty() || name.find_first_not_of(token_characters) != std::string_view::npos)
        throw std::invalid_argument("a header has a name that is none");
    if (!is_value(value)) throw std::invalid_argument("the header " + std::string(name) + " has a control character");
}

}  // namespace

bool same_name(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

void Headers::set(std::string_view name, std::string value) {
    check(name, value);
    remove(name);
    fields_.push_back({std::string(name), std::move(value)});
}

void Headers::add(std::string_view name, std::string value) {
    check(name, value);
    fields_.push_back({std::string(name), std::move(value)});
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](const Field& field) { return same_name(field.name, name); });
}

const std::string* Headers::find(std::string_view name) const {
    const auto found = std::ranges::find_if(fields_, [&](const Field& field) { return same_name(field.name, name); });
    return found == fields_.end() ? nullptr : &found->value;
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(fields_, [&](const Field& field) { return same_name(field.name, name); }));
}

}  // namespace hf::http
