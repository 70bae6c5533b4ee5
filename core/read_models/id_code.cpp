#include "core/read_models/id_code.hpp"

#include <cstdint>

namespace hf {
namespace {

constexpr std::size_t prefix_length = 4;
constexpr std::size_t id_length = prefix_length + 36;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::optional<IdCode> id_code_of(std::string_view id) {
    const auto prefix = id.substr(0, prefix_length);
    if (id.size() != id_length || (prefix != "req-" && prefix != "ret-")) return std::nullopt;
    IdCode uuid = 0;
    for (auto i = prefix_length; i < id_length; ++i) {
        const auto at = i - prefix_length;
        const bool dash = at == 8 || at == 13 || at == 18 || at == 23;
        const auto value = hex_value(id[i]);
        if (dash ? id[i] != '-' : value < 0) return std::nullopt;
        if (!dash) uuid = uuid << 4U | static_cast<unsigned>(value);
    }
    // Every UUID has these two bits there, so the prefix gets their room.
    constexpr unsigned variant_at = 62;
    if ((uuid >> variant_at & 3U) != 2U) return std::nullopt;
    const IdCode low = uuid & ((IdCode{1} << variant_at) - 1);
    const IdCode high = uuid >> 64U;
    const IdCode kind = prefix == "req-" ? 0 : 1;
    return kind << 126U | high << variant_at | low;
}

}  // namespace hf
