// PlannedCall: a call that a launch would make at a provider, described before any call is made.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {

struct PlannedCall {
    std::string action;
    std::string purpose;
    ValueMap parameters;

    bool operator==(const PlannedCall&) const = default;

    static constexpr auto describe =
        message("PlannedCall", "A call that a launch would make.",
                field<&PlannedCall::action>("action", "the provider's name of it"),
                field<&PlannedCall::purpose>("purpose", "what for, and under which condition").optional(),
                field<&PlannedCall::parameters>("parameters", "what it would be asked with").optional().confidential());
};

}  // namespace hf
