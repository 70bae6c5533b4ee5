#include "tests/unit/support/facts.hpp"

#include "core/domain/rules/limits.hpp"
#include "tests/unit/support/manual_clock.hpp"

namespace hf::testing {

TemplateSource source(std::string provider, std::uint32_t weight, ValueMap configuration) {
    TemplateSource source;
    source.provider = {std::move(provider)};
    source.weight = weight;
    source.configuration = std::move(configuration);
    return source;
}

TemplateSpec spec_of(std::string id, const TemplateOptions& options) {
    TemplateSpec spec;
    spec.template_id = {std::move(id)};
    spec.provider = {options.provider};
    spec.max_number = options.max_number;
    spec.name = options.name;
    spec.provider_api = options.provider_api;
    spec.price_type = options.price_type;
    spec.tags = options.tags;
    spec.active = options.active;
    spec.configuration = options.configuration;
    spec.sources = options.sources;
    spec.selection = options.selection;
    spec.counts = options.counts;
    return spec;
}

Event template_created(std::string id, const TemplateOptions& options) {
    auto spec = spec_of(std::move(id), options);
    return TemplateCreated{std::move(spec)};
}
Event template_updated(std::string id, const TemplateOptions& options) {
    return TemplateUpdated{spec_of(std::move(id), options)};
}
Event template_deleted(std::string id) { return TemplateDeleted{{std::move(id)}, {}}; }

Event request_created(std::string id, std::uint32_t count, const RequestOptions& options) {
    RequestCreated created;
    created.request_id = {std::move(id)};
    created.request_type = RequestType::acquire;
    created.template_id = TemplateId{options.template_id};
    created.provider = ProviderName{"local"};
    created.machine_count = count;
    created.deadline_at = options.deadline_at.value_or(test_start + std::chrono::minutes{30});
    created.tags = options.tags;
    created.priority = options.priority;
    created.counts = options.counts;
    created.excess = options.excess;
    return created;
}
Event return_created(std::string id, const std::vector<std::string>& machines) {
    RequestCreated created;
    created.request_id = {std::move(id)};
    created.request_type = RequestType::give_back;
    created.machine_count = static_cast<std::uint32_t>(machines.size());
    for (const auto& machine : machines) created.machine_ids.push_back({machine});
    created.deadline_at = test_start + std::chrono::seconds{Limits{}.return_timeout_s};
    return created;
}
Event request_started(std::string id) { return RequestStarted{{{std::move(id)}}, {}}; }
Event request_cancelled(std::string id) { return RequestCancelled{{{std::move(id)}}, {}}; }
Event request_timed_out(std::string id) { return RequestTimedOut{{{std::move(id)}}, "too late"}; }

std::string token_of(const std::string& request_id, std::uint32_t attempt) {
    return fmt::format("{}-{}", request_id.substr(4), attempt);
}
Event launch_requested(const std::string& id, std::uint32_t count, std::uint32_t attempt) {
    return LaunchRequested{{{id}}, attempt, {"local"}, token_of(id, attempt), count, std::string{}};
}
Event launch_unsettled(const std::string& id, std::string reason) {
    return LaunchUnsettled{{{id}}, {"local"}, token_of(id, 1), std::move(reason)};
}
Event launch_succeeded(const std::string& id, std::uint32_t count, std::uint32_t attempt) {
    return LaunchSucceeded{{{id}}, attempt, {"local"}, token_of(id, attempt), count, count};
}
Event launch_failed(const std::string& id, std::uint32_t asked, std::uint32_t got, const FailureOptions& options) {
    return LaunchFailed{
        {{id}},          options.attempt, {"local"},       token_of(id, options.attempt), asked, got, options.error,
        options.message, options.final,   options.hopeless};
}

Event machine_launched(const std::string& request_id, const std::string& id, const MachineOptions& options) {
    MachineLaunched launched;
    launched.spec.machine_id = {id};
    launched.spec.name = options.name.empty() ? id : options.name;
    launched.spec.request_id = {request_id};
    launched.spec.private_ip = "10.0.0.7";
    launched.spec.template_id = {options.template_id};
    launched.spec.provider = {"local"};
    launched.spec.token = token_of(request_id, 1);
    launched.spec.units = options.units;
    launched.status = options.status;
    return launched;
}
Event machine_started(const std::string& request_id, const std::string& id, std::string name) {
    return MachineStarted{{{id}, {request_id}}, name.empty() ? id : std::move(name), "10.0.0.7", {}, {}};
}
Event machine_changed(const std::string& request_id, const std::string& id, MachineStatus from, MachineStatus to) {
    return MachineStatusChanged{{{id}, {request_id}}, from, to, {}};
}
Event machine_return_requested(const std::string& request_id, const std::string& id,
                               std::optional<std::string> return_id, std::string reason) {
    MachineReturnRequested requested;
    requested.machine_id = {id};
    requested.request_id = {request_id};
    if (return_id) requested.return_request_id = RequestId{*return_id};
    requested.reason = std::move(reason);
    return requested;
}
Event machine_terminated(const std::string& request_id, const std::string& id, std::string reason) {
    return MachineTerminated{{{id}, {request_id}}, std::move(reason)};
}
Event machine_failed(const std::string& request_id, const std::string& id, std::string reason) {
    return MachineFailed{{{id}, {request_id}}, std::move(reason)};
}

Event provider_registered(std::string name, std::string type) {
    return ProviderRegistered{{{std::move(name)}}, std::move(type), {}, ProviderSource::file};
}
Event provider_disabled(std::string name) { return ProviderDisabled{{{std::move(name)}}, {}, false}; }
Event provider_missing(std::string name) {
    return ProviderDisabled{{{std::move(name)}}, "it is not in the configuration any more", true};
}

Events running_request(const std::string& id, const std::vector<std::string>& machines) {
    const auto count = static_cast<std::uint32_t>(machines.size());
    Events events{request_created(id, count), request_started(id), launch_requested(id, count)};
    for (const auto& machine : machines) events.push_back(machine_launched(id, machine));
    events.push_back(launch_succeeded(id, count));
    for (const auto& machine : machines) events.push_back(machine_started(id, machine));
    return events;
}

Events ordered_by(const std::string& owner, Events events) {
    for (auto& event : events)
        if (auto* created = std::get_if<RequestCreated>(&event)) created->ordered_by = owner;
    return events;
}

CreateTemplate create_template(std::string id, const TemplateOptions& options) {
    return {spec_of(std::move(id), options)};
}
DeleteTemplate delete_template(std::string id, std::string reason) { return {{std::move(id)}, std::move(reason)}; }
CreateRequest create_request(std::uint32_t count, std::string template_id) {
    CreateRequest command;
    command.template_id = {std::move(template_id)};
    command.machine_count = count;
    return command;
}
ReturnMachines return_machines(const std::vector<std::string>& ids, std::vector<std::string> names) {
    ReturnMachines command;
    for (const auto& id : ids) command.machine_ids.push_back({id});
    command.names = std::move(names);
    return command;
}
CancelRequest cancel_request(std::string id, std::string reason) { return {{std::move(id)}, std::move(reason)}; }

ProviderMachine seen(std::string id, MachineStatus status, std::string reason) {
    ProviderMachine machine;
    machine.id = std::move(id);
    machine.name = machine.id;
    machine.private_ip = "10.0.0.7";
    machine.status = status;
    machine.reason = std::move(reason);
    return machine;
}

}  // namespace hf::testing
