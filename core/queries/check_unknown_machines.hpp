// CheckUnknownMachines: a scheduler has machines that are not recorded here, and asks whether it is to give them back.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct UnknownMachines {
    std::vector<std::string> to_return;
    std::string quarantine;

    static constexpr auto describe =
        message("UnknownMachines", "Which machines a scheduler is to give back that are not recorded here.",
                field<&UnknownMachines::to_return>("to_return", "these; it keeps the others"),
                field<&UnknownMachines::quarantine>("quarantine",
                                                    "what has become of the store, where the site is in quarantine: "
                                                    "then nothing is to be given back, recorded machines included")
                    .optional());
};

struct CheckUnknownMachines {
    using Result = UnknownMachines;
    static constexpr auto role = Role::viewer;
    std::vector<std::string> machines;

    static constexpr auto describe = message(
        "CheckUnknownMachines",
        "What a scheduler is to do with machines that it has and that are not recorded here: it gives those back that "
        "were terminated as orphans, and all of them where the configuration says unknown_machines: return.",
        field<&CheckUnknownMachines::machines>("machines", "their ids, or names where it has no id")
            .optional()
            .at_most(10'000));
};

Answer<UnknownMachines> answer(const CheckUnknownMachines& query, const QueryContext& context);

}  // namespace hf
