// Records the result of a requested check of whether a provider answers.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RecordProviderCheck {
    using Result = Done;
    static constexpr std::string_view name = "RecordProviderCheck";
    ProviderName provider;
    ProviderHealth health{};
    std::string reason;
    std::chrono::microseconds duration{};
};

Decision<Done> decide(const RecordProviderCheck& command, const State& state, const Context& context);

}  // namespace hf
