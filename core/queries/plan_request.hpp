// PlanRequest: what a request would ask of providers. No provider is called and nothing is recorded:
// the answer follows from the read models, the template and the type of each provider (P4). Callers below the role
// operator get the calls without their parameters, in which the template's configuration is.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct PlannedSource {
    std::uint8_t source{};
    ProviderName provider;
    std::string provider_api;
    PriceType price_type{};
    ProviderHealth health{};
    std::uint32_t launches{};
    std::uint32_t machines_per_launch{};
    std::vector<PlannedCall> calls;

    static constexpr auto describe = message(
        "PlannedSource", "What one source would be asked for, if it had all the machines.",
        field<&PlannedSource::source>("source", "its number among the template's sources, from 0"),
        field<&PlannedSource::provider>("provider", "the provider that is asked"),
        field<&PlannedSource::provider_api>("provider_api", "which of the provider's ways to make machines").optional(),
        field<&PlannedSource::price_type>("price_type", "how machines are paid for"),
        field<&PlannedSource::health>("health", "whether it answered when that was last recorded"),
        field<&PlannedSource::launches>("launches", "in how many parts, one after another"),
        field<&PlannedSource::machines_per_launch>("machines_per_launch",
                                                   "machines or units of each part but the last"),
        field<&PlannedSource::calls>("calls",
                                     "the provider's calls for the first part, in their order; the later ones are made "
                                     "for what those before them have not given"));
};

struct RequestPlan {
    TemplateId template_id;
    std::uint32_t machine_count{};
    Counting counts{};
    SourceSelection selection{};
    std::optional<std::string> quarantine;
    std::vector<PlannedSource> sources;

    static constexpr auto describe =
        message("RequestPlan", "What a request would have providers asked for.",
                field<&RequestPlan::template_id>("template_id", "of which template"),
                field<&RequestPlan::machine_count>("machine_count", "for how many machines or units"),
                field<&RequestPlan::counts>("counts", "what machine_count counts").optional(),
                field<&RequestPlan::selection>("selection", "which of the sources is asked first, and which next"),
                field<&RequestPlan::quarantine>("quarantine",
                                                "what has become of the store, where the site is in quarantine: then "
                                                "requests are refused, and the plan is that of the time after it"),
                field<&RequestPlan::sources>("sources",
                                             "those that launch, in the order in which they would be asked now; where "
                                             "chance decides, in the template's"));
};

struct PlanRequest {
    using Result = RequestPlan;
    static constexpr auto role = Role::viewer;
    TemplateId template_id;
    std::uint32_t machine_count{};
    Tags tags;
    ValueMap configuration;
    std::optional<std::uint32_t> timeout_s;

    static constexpr auto describe = message(
        "PlanRequest",
        "What CreateRequest would have providers asked for, or the error that it would have. No provider is called. "
        "Callers "
        "below the role operator get the calls without their parameters.",
        field<&PlanRequest::template_id>("template_id", "the template to make machines of"),
        field<&PlanRequest::machine_count>("machine_count", "how many machines, or units").at_least(1),
        field<&PlanRequest::tags>("tags", "of the request").optional().at_most(50),
        field<&PlanRequest::configuration>("configuration",
                                           "overrides the template, as far as the site allows (limits.overridable)")
            .optional()
            .at_most(256),
        field<&PlanRequest::timeout_s>("timeout_s", "after how many seconds it would end with the machines that it has")
            .between(1, 31'536'000));
};

Answer<RequestPlan> answer(const PlanRequest& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
