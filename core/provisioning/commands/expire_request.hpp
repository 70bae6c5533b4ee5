// A request's deadline has passed: it ends with what it has. Or nobody has claimed it in time: it is
// given back.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ExpireRequest {
    using Result = Done;
    static constexpr std::string_view name = "ExpireRequest";
    RequestId request_id;
    std::string problem;        // what the last launch call said, if it is not recorded
    bool unclaimed_too = true;  // false: clients had no time yet to claim it
};

Decision<Done> decide(const ExpireRequest& command, const State& state, const Context& context);

}  // namespace hf
