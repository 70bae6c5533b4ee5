// Category: the four kinds of streams. Each category numbers its events without gaps.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf {

enum class Category : std::uint8_t { template_, request, machine, provider };

inline constexpr std::size_t category_count = 4;

constexpr auto names_of(Category) {
    return std::to_array<std::string_view>({"template", "request", "machine", "provider"});
}

}  // namespace hf
