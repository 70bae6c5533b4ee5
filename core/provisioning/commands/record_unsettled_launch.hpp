// Records that it is not known what a launch has made: its provider, asked again, has no answer.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RecordUnsettledLaunch {
    using Result = Done;
    static constexpr std::string_view name = "RecordUnsettledLaunch";
    RequestId request_id;
    std::string token;
    std::string reason;
};

Decision<Done> decide(const RecordUnsettledLaunch& command, const State& state, const Context& context);

}  // namespace hf
