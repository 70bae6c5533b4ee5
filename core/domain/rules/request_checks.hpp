// Checks that commands for a request make first.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

// The request, if the caller may change it and it has the version that the client expects; else request_not_found,
// forbidden or conflict.
Result<const Request*> request_to_change(const RequestId& id, const State& state, const Context& context);

}  // namespace hf
