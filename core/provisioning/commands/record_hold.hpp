// A provider does not know many of its machines any more, all at once; or it answers for them again.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RecordHold {
    using Result = Done;
    static constexpr std::string_view name = "RecordHold";
    ProviderName provider;
    std::uint32_t missing{};   // machines that it did not know; 0: it makes sense again
    std::uint32_t machines{};  // that it was asked for
};

Decision<Done> decide(const RecordHold& command, const State& state, const Context& context);

}  // namespace hf
