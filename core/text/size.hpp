// Writes a number of bytes as people do: "128 MiB", "1.5 KiB". Errors: std::bad_alloc.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>

namespace hf {

inline std::string size_of(std::uint64_t bytes) {
    constexpr std::array units{"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; size >= 1024 && unit + 1 < units.size(); ++unit) size /= 1024;
    const auto text = fmt::format("{:.1f}", size);
    return fmt::format("{} {}", text.ends_with(".0") ? text.substr(0, text.size() - 2) : text, units[unit]);
}

}  // namespace hf
