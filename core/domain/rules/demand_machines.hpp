// MachineDemand: an order for machines, whichever command it came by; what all these commands check,
// and the event that the order becomes.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

struct MachineDemand {
    TemplateId template_id;
    std::uint32_t machine_count{};
    Tags tags;
    std::uint8_t priority{};
    std::string user_id;
    std::string ordered_by{};  // empty: the site knows no principals
    std::optional<std::uint32_t> timeout_s;
    ValueMap configuration;
    std::optional<RequestId> retry_of;
    std::optional<std::uint32_t> unclaimed_s;
    bool as_template_allows = false;  // max_number alone is the bound
};

// The template that the machines can be made of, or the reason why there is none. Pure.
Result<const Template*> check_demand(const MachineDemand& order, const Caller& caller, const State& state,
                                     const Limits& limits, const ProviderTypes& types);

Result<RequestCreated> demand_machines(MachineDemand order, const State& state, const Context& context);

}  // namespace hf
