#pragma once

#include "core/queries/lists/listing.hpp"

namespace hf {

struct ListMachines {
    using Result = Listing<Machine>;
    static constexpr auto role = Role::viewer;
    std::optional<RequestId> request_id;
    std::optional<TemplateId> template_id;
    std::optional<ProviderName> provider;
    std::optional<MachineStatus> status;
    std::optional<PriceType> price_type;
    std::optional<bool> return_requested;
    std::optional<std::vector<std::string>> machine_ids;
    std::optional<std::vector<std::string>> names;
    bool live_only = false;
    Page page;

    static constexpr auto describe = message(
        "ListMachines", "Machines, the newest first.",
        field<&ListMachines::request_id>("request_id", "only those of this request, or that this return gives back"),
        field<&ListMachines::template_id>("template_id", "only those of this template"),
        field<&ListMachines::provider>("provider", "only those of this provider"),
        field<&ListMachines::status>("status", "only those in this state"),
        field<&ListMachines::price_type>("price_type", "only those that are paid for so"),
        field<&ListMachines::return_requested>("return_requested",
                                               "only those that are to be given back (or, with false, that aren't)"),
        field<&ListMachines::machine_ids>("machine_ids", "only these; unknown ones are left out").at_most(10'000),
        field<&ListMachines::names>("names", "only those with these host names; the live one where several had it")
            .at_most(10'000),
        field<&ListMachines::live_only>("live_only", "leave out those that are at their end").optional(),
        flat<&ListMachines::page>());
};

Answer<Listing<Machine>> answer(const ListMachines& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
