// Catalogue: every command and query of hostfactory, on a page. The buses take their handlers from
// it; the reference and the tools take their messages from it.
//
//     CommandBus commands(codec);
//     add_every_command(commands);
//
//     Catalogue queries;
//     add_every_query(queries);
//     for (const MessageType& type : queries.types()) …
#pragma once

#include "core/commands/audit_provider.hpp"
#include "core/commands/cancel_request.hpp"
#include "core/commands/check_provider.hpp"
#include "core/commands/claim_requests.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/create_template.hpp"
#include "core/commands/delete_template.hpp"
#include "core/commands/disable_provider.hpp"
#include "core/commands/enable_provider.hpp"
#include "core/commands/import_templates.hpp"
#include "core/commands/register_provider.hpp"
#include "core/commands/release_provider.hpp"
#include "core/commands/remove_provider.hpp"
#include "core/commands/request_machines.hpp"
#include "core/commands/resume_site.hpp"
#include "core/commands/retry_request.hpp"
#include "core/commands/return_machines.hpp"
#include "core/commands/start_machines.hpp"
#include "core/commands/stop_machines.hpp"
#include "core/commands/update_machine_status.hpp"
#include "core/commands/update_provider.hpp"
#include "core/commands/update_request_status.hpp"
#include "core/commands/update_template.hpp"
#include "core/commands/validate_template.hpp"
#include "core/describe.hpp"
#include "core/queries/check_unknown_machines.hpp"
#include "core/queries/count_machines.hpp"
#include "core/queries/get_history.hpp"
#include "core/queries/get_machine.hpp"
#include "core/queries/get_machine_status.hpp"
#include "core/queries/get_provider.hpp"
#include "core/queries/get_provider_audit.hpp"
#include "core/queries/get_provider_capabilities.hpp"
#include "core/queries/get_provider_health.hpp"
#include "core/queries/get_quarantine.hpp"
#include "core/queries/get_request.hpp"
#include "core/queries/get_request_status.hpp"
#include "core/queries/get_return_notices.hpp"
#include "core/queries/get_statistics.hpp"
#include "core/queries/get_status.hpp"
#include "core/queries/get_template.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_providers.hpp"
#include "core/queries/list_requests.hpp"
#include "core/queries/list_return_requests.hpp"
#include "core/queries/list_templates.hpp"
#include "core/queries/plan_request.hpp"
#include "core/queries/read_events.hpp"
#include "core/queries/read_snapshot.hpp"
#include "core/queries/validate_template.hpp"
#include "core/queries/who_am_i.hpp"

namespace hf {

template <class Registry>
void add_every_command(Registry& registry) {
    registry.template add<AuditProvider>();
    registry.template add<CancelRequest>();
    registry.template add<CheckProvider>();
    registry.template add<ClaimRequests>();
    registry.template add<CreateRequest>();
    registry.template add<CreateTemplate>();
    registry.template add<DeleteTemplate>();
    registry.template add<DisableProvider>();
    registry.template add<EnableProvider>();
    registry.template add<ImportTemplates>();
    registry.template add<RegisterProvider>();
    registry.template add<ReleaseProvider>();
    registry.template add<RemoveProvider>();
    registry.template add<RequestMachines>();
    registry.template add<ResumeSite>();
    registry.template add<RetryRequest>();
    registry.template add<ReturnMachines>();
    registry.template add<StartMachines>();
    registry.template add<StopMachines>();
    registry.template add<UpdateMachineStatus>();
    registry.template add<UpdateProvider>();
    registry.template add<UpdateRequestStatus>();
    registry.template add<UpdateTemplate>();
    registry.template add<ValidateTemplate>();
}

template <class Registry>
void add_every_query(Registry& registry) {
    registry.template add<CheckUnknownMachines>();
    registry.template add<CountMachines>();
    registry.template add<Describe>();
    registry.template add<GetHistory>();
    registry.template add<GetMachine>();
    registry.template add<GetMachineStatus>();
    registry.template add<GetProvider>();
    registry.template add<GetProviderAudit>();
    registry.template add<GetProviderCapabilities>();
    registry.template add<GetProviderHealth>();
    registry.template add<GetQuarantine>();
    registry.template add<GetRequest>();
    registry.template add<GetRequestStatus>();
    registry.template add<GetReturnNotices>();
    registry.template add<GetStatistics>();
    registry.template add<GetStatus>();
    registry.template add<GetTemplate>();
    registry.template add<ListMachines>();
    registry.template add<ListProviders>();
    registry.template add<ListRequests>();
    registry.template add<ListReturnRequests>();
    registry.template add<ListTemplates>();
    registry.template add<PlanRequest>();
    registry.template add<QueryTemplateValidity>();
    registry.template add<ReadEvents>();
    registry.template add<ReadSnapshot>();
    registry.template add<WhoAmI>();
}

// The messages alone, without a bus.
class Catalogue {
public:
    template <class M>
    void add() {
        types_.push_back(message_type<M>());
    }
    [[nodiscard]] const std::vector<MessageType>& types() const { return types_; }

private:
    std::vector<MessageType> types_;
};

}  // namespace hf
