// ReturnMachines: gives machines back: by id, by host name, or all of a request or a template.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct ReturnAccepted {
    RequestId request_id;
    std::uint32_t machine_count{};
    std::vector<std::string> unknown;

    static constexpr auto describe = message(
        "ReturnAccepted", "The return is stored and will be worked on.",
        field<&ReturnAccepted::request_id>("request_id", "of the return, which can be followed like any request"),
        field<&ReturnAccepted::machine_count>("machine_count",
                                              "machines that it gives back, those that are gone already included"),
        field<&ReturnAccepted::unknown>("unknown", "ids and names that nothing is known of (with ignore_unknown)")
            .optional());
};

struct ReturnMachines {
    using Result = ReturnAccepted;
    static constexpr auto role = Role::requester;
    static constexpr bool refused_in_quarantine = true;
    static constexpr bool ends_costs = true;
    std::vector<MachineId> machine_ids;
    std::vector<std::string> names;
    std::optional<RequestId> request_id;
    std::optional<TemplateId> template_id;
    std::string reason;
    bool force = false;
    bool ignore_unknown = false;

    static constexpr auto describe =
        message("ReturnMachines", "Gives machines back. Machines that are gone already count as given back.",
                field<&ReturnMachines::machine_ids>("machine_ids", "which").optional().at_most(10'000),
                field<&ReturnMachines::names>("names", "which, by host name: the live machine of that name")
                    .optional()
                    .at_most(10'000),
                field<&ReturnMachines::request_id>("request_id", "all machines of this request"),
                field<&ReturnMachines::template_id>("template_id", "all live machines of this template"),
                field<&ReturnMachines::reason>("reason", "why; kept with the events").optional().at_most(1024),
                field<&ReturnMachines::force>("force", "give them no time to end by themselves").optional(),
                field<&ReturnMachines::ignore_unknown>("ignore_unknown",
                                                       "name unknown machines in the result and go on without them")
                    .optional());
};

Decision<ReturnAccepted> decide(const ReturnMachines& command, const State& state, const Context& context);

}  // namespace hf
