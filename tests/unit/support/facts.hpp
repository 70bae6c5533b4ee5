// Events that tests begin with, and commands that they give, with defaults for what does not matter to
// a test. Unless stated otherwise, everything belongs to the template "small" of the provider "local".
#pragma once

#include "core/commands/cancel_request.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/delete_template.hpp"
#include "core/commands/return_machines.hpp"
#include "core/commands/update_template.hpp"
#include "core/domain/history/event.hpp"
#include "core/ports/provider.hpp"

namespace hf::testing {

struct TemplateOptions {
    std::int32_t max_number = 10;
    std::string provider = "local";
    std::string name = "Small ones";
    std::string provider_api = {};
    PriceType price_type = PriceType::ondemand;
    Tags tags = {};
    bool active = true;
    ValueMap configuration = {};
    std::vector<TemplateSource> sources = {};
    SourceSelection selection = SourceSelection::fallback;
    Counting counts = Counting::machines;
};
TemplateSource source(std::string provider, std::uint32_t weight = 1, ValueMap configuration = {});
TemplateSpec spec_of(std::string id, const TemplateOptions& options = {});
Event template_created(std::string id = "small", const TemplateOptions& options = {});
Event template_updated(std::string id, const TemplateOptions& options);
Event template_deleted(std::string id = "small");

struct RequestOptions {
    std::string template_id = "small";
    Tags tags = {};
    std::uint8_t priority = 0;
    std::optional<Timestamp> deadline_at = std::nullopt;
    Counting counts = Counting::machines;
    std::uint32_t excess = 0;
};
Event request_created(std::string id, std::uint32_t count, const RequestOptions& options = {});
Event return_created(std::string id, const std::vector<std::string>& machines);
Event request_started(std::string id);
Event request_cancelled(std::string id);
Event request_timed_out(std::string id);

// The token of the n-th launch of an acquire request.
std::string token_of(const std::string& request_id, std::uint32_t attempt);
Event launch_requested(const std::string& id, std::uint32_t count, std::uint32_t attempt = 1);
Event launch_unsettled(const std::string& id, std::string reason);  // the first launch
Event launch_succeeded(const std::string& id, std::uint32_t count, std::uint32_t attempt = 1);

struct FailureOptions {
    std::uint32_t attempt = 1;
    ProviderErrorKind error = ProviderErrorKind::no_capacity;
    std::string message = "none left";
    bool final = false;
    bool hopeless = false;
};
Event launch_failed(const std::string& id, std::uint32_t asked, std::uint32_t got, const FailureOptions& options = {});

struct MachineOptions {
    std::string name = {};  // empty: the id
    std::string template_id = "small";
    MachineStatus status = MachineStatus::launching;
    std::uint32_t units = 1;
};
Event machine_launched(const std::string& request_id, const std::string& id, const MachineOptions& options = {});
Event machine_started(const std::string& request_id, const std::string& id, std::string name = {});
Event machine_changed(const std::string& request_id, const std::string& id, MachineStatus from, MachineStatus to);
Event machine_return_requested(const std::string& request_id, const std::string& id,
                               std::optional<std::string> return_id = std::nullopt, std::string reason = {});
Event machine_terminated(const std::string& request_id, const std::string& id, std::string reason = {});
Event machine_failed(const std::string& request_id, const std::string& id, std::string reason = "exit status 1");

Event provider_registered(std::string name = "local", std::string type = "process");
Event provider_disabled(std::string name = "local");
Event provider_missing(std::string name = "local");

// A request in progress with all its machines running, with which most tests of machines begin.
Events running_request(const std::string& id, const std::vector<std::string>& machines);

// These events, with an owner of the requests that they begin.
Events ordered_by(const std::string& owner, Events events);

CreateTemplate create_template(std::string id = "small", const TemplateOptions& options = {});
DeleteTemplate delete_template(std::string id = "small", std::string reason = {});
CreateRequest create_request(std::uint32_t count, std::string template_id = "small");
ReturnMachines return_machines(const std::vector<std::string>& ids, std::vector<std::string> names = {});
CancelRequest cancel_request(std::string id, std::string reason = {});

// A machine as a provider reports it.
ProviderMachine seen(std::string id, MachineStatus status, std::string reason = {});

}  // namespace hf::testing
