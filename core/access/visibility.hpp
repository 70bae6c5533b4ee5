// Visibility: what requesters see of requests and machines, and of their events. A setting of the site.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf {

enum class Visibility : std::uint8_t {
    all,
    own,  // what they have ordered themselves
};
constexpr auto names_of(Visibility) { return std::to_array<std::string_view>({"all", "own"}); }

}  // namespace hf
