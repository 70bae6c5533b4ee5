#include "ctl/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/catalogue.hpp"
#include "ctl/brief_status.hpp"
#include "ctl/cell.hpp"

namespace hf::ctl {
namespace {

struct Details {
    std::vector<std::string_view> positionals{};
    std::vector<Column> columns{};
    Value (*brief)(const Value& result) = nullptr;
    bool can_wait = false;
};

template <class M>
Verb verb(std::string_view noun, std::string_view name, bool is_command, Details details) {
    return {noun,
            name,
            message_type<M>(),
            is_command,
            std::move(details.positionals),
            std::move(details.columns),
            details.brief,
            details.can_wait};
}

template <class C>
Verb command(std::string_view noun, std::string_view name, Details details = {}) {
    return verb<C>(noun, name, true, std::move(details));
}
template <class Q>
Verb query(std::string_view noun, std::string_view name, Details details = {}) {
    return verb<Q>(noun, name, false, std::move(details));
}

constexpr bool wide = true;

std::vector<Column> template_columns() {
    return {{"TEMPLATE", "template_id"},   {"NAME", "name", wide},        {"PROVIDER", "provider"},
            {"API", "provider_api", wide}, {"IN USE", "machines_in_use"}, {"MAX", "max_number"},
            {"ACTIVE", "active"},          {"PRICE", "price_type"},       {"ATTRIBUTES", "attributes"},
            {"TAGS", "tags", wide},        {"VERSION", "version", wide},  {"CHANGED", "updated_at", wide},
            {"AGE", "created_at"}};
}
std::vector<Column> request_columns() {
    return {{"REQUEST", "request_id"},       {"TYPE", "request_type"},   {"TEMPLATE", "template_id"},
            {"PROVIDER", "provider", wide},  {"STATUS", "status"},       {"ASKED", "machine_count"},
            {"DONE", "succeeded_count"},     {"FAILED", "failed_count"}, {"PRIORITY", "priority", wide},
            {"USER", "user_id", wide},       {"TAGS", "tags", wide},     {"REASON", "status_reason", wide},
            {"ENDED", "completed_at", wide}, {"AGE", "created_at"}};
}
std::vector<Column> machine_columns() {
    return {{"MACHINE", "machine_id"},
            {"NAME", "name"},
            {"STATUS", "status"},
            {"TEMPLATE", "template_id"},
            {"REQUEST", "request_id", wide},
            {"RETURN", "return_request_id", wide},
            {"PROVIDER", "provider", wide},
            {"SIZE", "instance_type", wide},
            {"PRICE", "price_type", wide},
            {"ADDRESS", "private_ip"},
            {"PUBLIC", "public_ip", wide},
            {"TAGS", "tags", wide},
            {"REASON", "status_reason"},
            {"STARTED", "started_at", wide},
            {"AGE", "created_at"}};
}
std::vector<Column> machine_state_columns() {
    return {{"MACHINE", "machine_id"}, {"NAME", "name"}, {"STATUS", "status"}, {"REASON", "status_reason"}};
}
std::vector<Column> notice_columns() {
    return {{"MACHINE", "machine_id"},       {"NAME", "name"},     {"KIND", "kind"},       {"TEMPLATE", "template_id"},
            {"REQUEST", "request_id", wide}, {"REASON", "reason"}, {"GOES", "reclaim_at"}, {"NOTICED", "noticed_at"}};
}
std::vector<Column> event_columns() {
    return {
        {"POSITION", "position"},        {"AGE", "time"},           {"VERSION", "stream_version"}, {"EVENT", "type"},
        {"COMMAND", "command_id", wide}, {"BY", "principal", wide}, {"FOR", "on_behalf_of", wide}, {"FACTS", "data"}};
}
std::vector<Column> provider_columns() {
    return {{"PROVIDER", "name"},          {"TYPE", "type"},
            {"ENABLED", "enabled"},        {"HEALTH", "health"},
            {"HELD", "held_since"},        {"QUARANTINE", "quarantined_since", wide},
            {"MACHINES", "live_machines"}, {"REQUESTS", "open_requests", wide},
            {"SOURCE", "source", wide},    {"REASON", "health_reason"},
            {"VERSION", "version", wide},  {"CHANGED", "updated_at", wide},
            {"AGE", "registered_at"}};
}

}  // namespace

std::span<const Noun> nouns() {
    static constexpr std::array all{
        Noun{"template", "Descriptions of machines."},
        Noun{"request", "Orders for machines."},
        Noun{"machine", "What was provisioned."},
        Noun{"provider", "Where machines come from."},
        Noun{"site", "All of it, after its store was moved or restored."},
        Noun{"key", "Keys of connections over TCP."},
        Noun{"store", "The file that keeps all events."},
        Noun{"describe", "One thing in full, with what belongs to it."},
    };
    return all;
}

std::span<const Verb> verbs() {
    static const std::vector<Verb> all{
        command<CreateTemplate>("template", "create", {.positionals = {"template_id"}}),
        command<UpdateTemplate>("template", "update", {.positionals = {"template_id"}}),
        command<DeleteTemplate>("template", "delete", {.positionals = {"template_id"}}),
        command<ValidateTemplate>("template", "validate", {.positionals = {"template_id"}}),
        query<QueryTemplateValidity>("template", "check", {.positionals = {"template_id"}}),
        query<ListTemplates>("template", "list", {.columns = template_columns()}),
        query<GetTemplate>("template", "get", {.positionals = {"template_id"}}),
        command<CreateRequest>("request", "create",
                               {.positionals = {"template_id", "machine_count"}, .can_wait = true}),
        command<RequestMachines>("request", "order",
                                 {.positionals = {"template_name", "machine_count"}, .can_wait = true}),
        query<PlanRequest>("request", "plan", {.positionals = {"template_id", "machine_count"}}),
        query<ListRequests>("request", "list", {.columns = request_columns()}),
        query<ListReturnRequests>("request", "returns", {.columns = request_columns()}),
        query<GetRequest>("request", "get", {.positionals = {"request_id"}, .can_wait = true}),
        query<GetRequestStatus>("request", "status", {.positionals = {"request_id"}, .columns = request_columns()}),
        command<CancelRequest>("request", "cancel", {.positionals = {"request_id"}}),
        command<ClaimRequests>("request", "claim", {.positionals = {"request_ids"}}),
        command<RetryRequest>("request", "retry", {.positionals = {"request_id"}, .can_wait = true}),
        command<UpdateRequestStatus>("request", "set-status", {.positionals = {"request_id", "new_status"}}),
        query<ListMachines>("machine", "list", {.columns = machine_columns()}),
        query<GetMachine>("machine", "get", {.positionals = {"machine_id"}}),
        query<GetMachineStatus>("machine", "status",
                                {.positionals = {"request_id"}, .columns = machine_state_columns()}),
        query<CountMachines>("machine", "count", {.positionals = {"by"}}),
        command<ReturnMachines>("machine", "return", {.positionals = {"machine_ids"}, .can_wait = true}),
        command<StopMachines>("machine", "stop", {.positionals = {"machine_ids"}}),
        command<StartMachines>("machine", "start", {.positionals = {"machine_ids"}}),
        command<UpdateMachineStatus>("machine", "set-status", {.positionals = {"machine_id", "new_status"}}),
        query<GetReturnNotices>("machine", "notices", {.columns = notice_columns()}),
        command<RegisterProvider>("provider", "register", {.positionals = {"name", "type"}}),
        command<UpdateProvider>("provider", "update", {.positionals = {"name"}}),
        command<EnableProvider>("provider", "enable", {.positionals = {"name"}}),
        command<DisableProvider>("provider", "disable", {.positionals = {"name"}}),
        command<ReleaseProvider>("provider", "release", {.positionals = {"name"}}),
        command<RemoveProvider>("provider", "remove", {.positionals = {"name"}}),
        command<CheckProvider>("provider", "check", {.positionals = {"name"}}),
        query<GetProvider>("provider", "get", {.positionals = {"name"}}),
        query<ListProviders>("provider", "list", {.columns = provider_columns()}),
        query<GetProviderHealth>("provider", "health", {.positionals = {"name"}}),
        query<GetProviderAudit>("provider", "audited", {.positionals = {"name"}}),
        query<GetProviderCapabilities>("provider", "capabilities", {.positionals = {"name"}}),
        query<GetQuarantine>("site", "quarantine"),
        query<GetHistory>("", "history", {.positionals = {"stream"}, .columns = event_columns()}),
        query<GetStatus>("", "status", {.brief = brief_status}),
        query<GetStatistics>("", "statistics"),
        query<WhoAmI>("", "whoami"),
    };
    return all;
}

const Verb* verb_of(std::string_view message, bool is_command) {
    const auto all = verbs();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& row) {
        return row.message.name == message && row.is_command == is_command;
    });
    return found == all.end() ? nullptr : &*found;
}

const Verb* list_of(const TypeInfo* item) {
    const auto all = verbs();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& row) {
        const auto* items = field_of(row.message.result, "items");
        return !row.columns.empty() && items && items->type->element == item;
    });
    return found == all.end() ? nullptr : &*found;
}

std::string in_words(const Verb& verb) {
    return fmt::format("hostfactoryctl {}{}{}", verb.noun, verb.noun.empty() ? "" : " ", verb.verb);
}

}  // namespace hf::ctl
