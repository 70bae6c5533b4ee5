// Role: what a principal may do. Each role may do all that the roles before it may; each command and query declares the
// least role that it needs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hf {

enum class Role : std::uint8_t {
    viewer,     // queries, and the feed
    requester,  // requests, and returns of what was ordered by the principal itself
    // NOLINTNEXTLINE(readability-identifier-naming): operator is a keyword
    operator_,  // everybody's requests and machines, and stop and start
    admin,      // templates, providers and principals
};
constexpr auto names_of(Role) { return std::to_array<std::string_view>({"viewer", "requester", "operator", "admin"}); }

}  // namespace hf
