// A provider stopped answering, or answers again.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RecordProviderHealth {
    using Result = Done;
    static constexpr std::string_view name = "RecordProviderHealth";
    ProviderName provider;
    ProviderHealth health{};
    std::string reason;
};

Decision<Done> decide(const RecordProviderHealth& command, const State& state, const Context& context);

}  // namespace hf
