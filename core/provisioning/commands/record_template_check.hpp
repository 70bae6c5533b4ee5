// Records a provider's check of a template.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct RecordTemplateCheck {
    using Result = Done;
    static constexpr std::string_view name = "RecordTemplateCheck";
    TemplateId template_id;
    Version version{};  // of the template that was checked
    Validity validity{};
    std::vector<Finding> findings;
    ValueMap attributes{};
};

// Refused with invalid_state when the template has changed since.
Decision<Done> decide(const RecordTemplateCheck& command, const State& state, const Context& context);

}  // namespace hf
