#include "ctl/verbs.hpp"

#include <array>

#include "core/commands/cancel_request.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/create_template.hpp"
#include "core/commands/delete_template.hpp"
#include "core/commands/return_machines.hpp"
#include "core/commands/update_template.hpp"
#include "core/queries/get_machine.hpp"
#include "core/queries/get_request_status.hpp"
#include "core/queries/get_status.hpp"
#include "core/queries/get_template.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_providers.hpp"
#include "core/queries/list_requests.hpp"
#include "core/queries/list_templates.hpp"

namespace hf::ctl {
namespace {

struct Details {
    std::vector<std::string_view> positionals{};
    std::vector<Column> columns{};
    bool can_wait = false;
};

template <class M>
Verb verb(std::string_view noun, std::string_view name, bool is_command, Details details) {
    bool versioned = false;
    if constexpr (requires { M::versioned; }) versioned = M::versioned;
    return {noun,
            name,
            {M::describe.name, M::describe.help, &type_of<M>, &type_of<typename M::Result>, versioned},
            is_command,
            std::move(details.positionals),
            std::move(details.columns),
            details.can_wait,
            [] { return std::static_pointer_cast<void>(std::make_shared<M>()); }};
}

template <class C>
Verb command(std::string_view noun, std::string_view name, Details details = {}) {
    return verb<C>(noun, name, true, std::move(details));
}
template <class Q>
Verb query(std::string_view noun, std::string_view name, Details details = {}) {
    return verb<Q>(noun, name, false, std::move(details));
}

std::vector<Column> template_columns() {
    return {{"TEMPLATE", "template_id"},  {"PROVIDER", "provider"}, {"IN USE", "machines_in_use"},
            {"MAX", "max_number"},        {"ACTIVE", "active"},     {"PRICE", "price_type"},
            {"ATTRIBUTES", "attributes"}, {"AGE", "created_at"}};
}
std::vector<Column> request_columns() {
    return {{"REQUEST", "request_id"},  {"TYPE", "request_type"},   {"TEMPLATE", "template_id"},
            {"STATUS", "status"},       {"ASKED", "machine_count"}, {"DONE", "succeeded_count"},
            {"FAILED", "failed_count"}, {"AGE", "created_at"}};
}
std::vector<Column> provider_columns() {
    return {{"PROVIDER", "name"},        {"TYPE", "type"},        {"ENABLED", "enabled"}, {"HEALTH", "health"},
            {"REASON", "health_reason"}, {"AGE", "registered_at"}};
}

}  // namespace

const std::vector<Column>& machine_columns() {
    static const std::vector<Column> columns{{"MACHINE", "machine_id"}, {"NAME", "name"},
                                             {"STATUS", "status"},      {"TEMPLATE", "template_id"},
                                             {"ADDRESS", "private_ip"}, {"REASON", "status_reason"},
                                             {"AGE", "created_at"}};
    return columns;
}

std::span<const Noun> nouns() {
    static constexpr std::array all{
        Noun{"template", "Descriptions of machines."},
        Noun{"request", "Orders for machines."},
        Noun{"machine", "What was provisioned."},
        Noun{"provider", "Where machines come from."},
    };
    return all;
}

std::span<const Verb> verbs() {
    static const std::vector<Verb> all{
        command<CreateTemplate>("template", "create", {.positionals = {"template_id"}}),
        command<UpdateTemplate>("template", "update", {.positionals = {"template_id"}}),
        command<DeleteTemplate>("template", "delete", {.positionals = {"template_id"}}),
        query<ListTemplates>("template", "list", {.columns = template_columns()}),
        query<GetTemplate>("template", "get", {.positionals = {"template_id"}}),
        command<CreateRequest>("request", "create",
                               {.positionals = {"template_id", "machine_count"}, .can_wait = true}),
        query<ListRequests>("request", "list", {.columns = request_columns()}),
        query<GetRequestStatus>("request", "get", {.positionals = {"request_id"}, .can_wait = true}),
        command<CancelRequest>("request", "cancel", {.positionals = {"request_id"}}),
        query<ListMachines>("machine", "list", {.columns = machine_columns()}),
        query<GetMachine>("machine", "get", {.positionals = {"machine_id"}}),
        command<ReturnMachines>("machine", "return", {.positionals = {"machine_ids"}, .can_wait = true}),
        query<ListProviders>("provider", "list", {.columns = provider_columns()}),
        query<GetStatus>("", "status"),
    };
    return all;
}

}  // namespace hf::ctl
