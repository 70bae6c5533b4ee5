// What becomes of machines that a scheduler has and that are not recorded here.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf {

enum class UnknownMachinePolicy : std::uint8_t {
    report,    // they may be another site's, or of a store that was lost: the scheduler keeps them
    give_back  // it is to give them back
};
constexpr auto names_of(UnknownMachinePolicy) { return std::to_array<std::string_view>({"report", "return"}); }

}  // namespace hf
