// A provider that an operator has released was looked at: what it does not know is recorded as gone.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RecordBelief {
    using Result = Done;
    static constexpr std::string_view name = "RecordBelief";
    ProviderName provider;
    std::uint32_t missing{};  // machines that it did not know
};

Decision<Done> decide(const RecordBelief& command, const State& state, const Context& context);

}  // namespace hf
