#include "core/read_models/id_code.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace hf {
namespace {

constexpr std::size_t prefix_length = 4;
constexpr std::size_t id_length = prefix_length + 36;

constexpr auto hex_values = [] {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::uint8_t, 256> values{};
    values.fill(0xff);
    for (std::size_t i = 0; i < digits.size(); ++i) values[static_cast<unsigned char>(digits[i])] = std::uint8_t(i);
    return values;
}();

// The number that the digits make, between which are dashes. Another character sets `wrong`.
std::uint64_t number_in(std::string_view text, bool& wrong) {
    std::uint64_t number = 0;
    std::uint8_t seen = 0;
    for (const char c : text) {
        if (c == '-') continue;
        const auto value = hex_values[static_cast<unsigned char>(c)];
        seen |= value;
        number = number << 4U | (value & 15U);
    }
    wrong |= seen > 15;
    return number;
}

}  // namespace

std::optional<IdCode> id_code_of(std::string_view id) {
    const auto prefix = id.substr(0, prefix_length);
    if (id.size() != id_length || (prefix != "req-" && prefix != "ret-")) return std::nullopt;
    const auto uuid_text = id.substr(prefix_length);
    bool wrong = std::ranges::count(uuid_text, '-') != 4;
    for (const auto at : {8U, 13U, 18U, 23U}) wrong |= uuid_text[at] != '-';
    const IdCode upper = number_in(uuid_text.substr(0, 18), wrong);
    const IdCode uuid = upper << 64U | number_in(uuid_text.substr(18), wrong);
    if (wrong) return std::nullopt;
    // Every UUID has these two bits there, so the prefix gets their room.
    constexpr unsigned variant_at = 62;
    if ((uuid >> variant_at & 3U) != 2U) return std::nullopt;
    const IdCode low = uuid & ((IdCode{1} << variant_at) - 1);
    const IdCode high = uuid >> 64U;
    const IdCode kind = prefix == "req-" ? 0 : 1;
    return kind << 126U | high << variant_at | low;
}

}  // namespace hf
