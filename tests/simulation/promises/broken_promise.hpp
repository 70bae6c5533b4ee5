// BrokenPromise: what ends a simulated run. The promises are those that the design gives, by their names, and that
// everything comes to rest when nothing goes wrong any more.
//
// Thrown through the daemon's own code, as no catch of a std::exception must see it.
#pragma once

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "core/messages/describe.hpp"

namespace hf::simulation {

enum class Promise : std::uint8_t {
    p1_durable_before_ok,
    p2_once,
    p3_one_order,
    p4_queries_are_pure,
    p5_read_your_writes,
    p6_no_leak_no_double,
    p7_a_clear_answer,
    p8_a_subscriber_can_know,
    p9_rebuildable,
    p12_nothing_ends_the_daemon,
    max_number_holds,
    to_each_his_own,
    a_copy_does_nothing,
    the_reserve_is_kept,
    own_alone,
    comes_to_rest,
};

constexpr auto names_of(Promise) {
    return std::to_array<std::string_view>(
        {"P1 durable before ok", "P2 once", "P3 one order", "P4 queries are pure", "P5 read your writes",
         "P6 no leaked machine, no double machine", "P7 a clear answer to everything",
         "P8 a subscriber can always know", "P9 rebuildable", "P12 nothing ends the daemon",
         "requests keep to max_number", "principals keep to their limits and to what is theirs",
         "a store in quarantine makes and ends no machine", "the reserve on the disk is kept",
         "requesters see their own alone", "everything comes to rest"});
}

struct BrokenPromise {
    Promise promise{};
    std::string what;
};

template <class... Args>
[[noreturn]] void broken(Promise promise, fmt::format_string<Args...> format, Args&&... args) {
    throw BrokenPromise{promise, fmt::format(format, std::forward<Args>(args)...)};
}

}  // namespace hf::simulation
