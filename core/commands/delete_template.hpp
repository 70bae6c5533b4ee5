// Deletes a template that nothing is made of any more.
#pragma once

#include "core/bus/decision.hpp"

namespace hf {

struct DeleteTemplate {
    using Result = Done;
    TemplateId template_id;
    std::string reason;

    static constexpr bool versioned = true;
    static constexpr auto describe =
        message("DeleteTemplate", "Deletes a template that has no open request and no live machine.",
                field<&DeleteTemplate::template_id>("template_id", "which"),
                field<&DeleteTemplate::reason>("reason", "why; kept with the event").optional().at_most(1024));
};

Decision<Done> decide(const DeleteTemplate& command, const State& state, const Context& context);

}  // namespace hf
