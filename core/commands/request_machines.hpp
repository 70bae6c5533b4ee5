// RequestMachines: asks for machines of a template by its name, for clients that know no ids.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct MachinesRequested {
    RequestId request_id;
    TemplateId template_id;
    std::uint32_t machine_count{};
    RequestStatus status{};

    static constexpr auto describe =
        message("MachinesRequested", "The request is stored and will be worked on.",
                field<&MachinesRequested::request_id>("request_id", "its id"),
                field<&MachinesRequested::template_id>("template_id", "the template that has the name"),
                field<&MachinesRequested::machine_count>("machine_count", "how many were asked for"),
                field<&MachinesRequested::status>("status", "how far it is"));
};

struct RequestMachines {
    using Result = MachinesRequested;
    static constexpr auto role = Role::requester;
    static constexpr bool refused_in_quarantine = true;
    std::string template_name;
    std::uint32_t machine_count{};
    std::string user_id;
    ValueMap configuration;

    static constexpr auto describe = message(
        "RequestMachines", "Asks for machines of the template that has this name.",
        field<&RequestMachines::template_name>("template_name", "its name; it must be the only one").between(1, 256),
        field<&RequestMachines::machine_count>(
            "machine_count",
            "how many machines, or units where the template counts units; the site sets the most "
            "(limits.machines_per_request)")
            .at_least(1),
        field<&RequestMachines::user_id>("user_id", "the user that it is for").optional().at_most(128),
        field<&RequestMachines::configuration>("configuration",
                                               "overrides the template, as far as the site allows (limits.overridable)")
            .optional()
            .at_most(256));
};

Decision<MachinesRequested> decide(const RequestMachines& command, const State& state, const Context& context);

}  // namespace hf
