#include "adapters/yaml/core_schema.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace hf {
namespace {

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr auto nulls = std::to_array<std::string_view>({"", "~", "null", "Null", "NULL"});
constexpr auto trues = std::to_array<std::string_view>({"true", "True", "TRUE"});
constexpr auto falses = std::to_array<std::string_view>({"false", "False", "FALSE"});
constexpr auto infinities = std::to_array<std::string_view>({".inf", ".Inf", ".INF"});
constexpr auto nans = std::to_array<std::string_view>({".nan", ".NaN", ".NAN"});

std::size_t digits_at_front(std::string_view text) {
    return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; }) -
                                    text.begin());
}

bool take_digits(std::string_view& text) {
    const auto count = digits_at_front(text);
    text.remove_prefix(count);
    return count > 0;
}

bool take_sign(std::string_view& text) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return false;
    text.remove_prefix(1);
    return true;
}

// Matches ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_unsigned_number(std::string_view text) {
    const bool whole = take_digits(text);
    bool decimals = false;
    if (!text.empty() && text.front() == '.') {
        text.remove_prefix(1);
        decimals = take_digits(text);
    }
    if (!whole && !decimals) return false;
    if (text.empty()) return true;
    if (text.front() != 'e' && text.front() != 'E') return false;
    text.remove_prefix(1);
    take_sign(text);
    return take_digits(text) && text.empty();
}

template <class T>
std::optional<T> number_from(std::string_view text, int base) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Value real(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::numeric_limits<double>::infinity();
    return value;
}

}  // namespace

Value resolve_plain(std::string_view text) {
    if (is_one_of(text, nulls)) return {};
    if (is_one_of(text, trues)) return true;
    if (is_one_of(text, falses)) return false;
    if (is_one_of(text, nans)) return std::numeric_limits<double>::quiet_NaN();

    if (text.starts_with("0x") || text.starts_with("0o")) {
        const auto digits = text.substr(2);
        const int base = text[1] == 'x' ? 16 : 8;
        // from_chars would accept a sign here.
        if (!digits.empty() && digits.front() != '-')
            if (const auto value = number_from<std::uint64_t>(digits, base)) return *value;
        return text;
    }

    auto unsigned_part = text;
    const bool is_signed = take_sign(unsigned_part);
    const bool negative = is_signed && text.front() == '-';
    if (is_one_of(unsigned_part, infinities))
        return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    if (!is_unsigned_number(unsigned_part)) return text;

    // from_chars does not accept a plus sign.
    const auto number = negative ? text : unsigned_part;
    if (digits_at_front(unsigned_part) == unsigned_part.size()) {
        if (const auto value = number_from<std::int64_t>(number, 10)) return *value;
        if (const auto value = number_from<std::uint64_t>(number, 10)) return *value;
    }
    return real(number);
}

}  // namespace hf
