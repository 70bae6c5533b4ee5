// Counting: what the numbers of a template and of its requests count (ADR 30). A machine is worth the units that its
// provider's template gives to its size; where machines are counted each is worth one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf {

enum class Counting : std::uint8_t { machines, units };
constexpr auto names_of(Counting) { return std::to_array<std::string_view>({"machines", "units"}); }

}  // namespace hf
