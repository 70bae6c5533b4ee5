#include "ctl/plugin/mapping.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

namespace hf::plugin {
namespace {

// What a scheduler chooses a template by, and shows. Everything else of a template's configuration is for its provider
// alone: user data may hold secrets, and 100 KB of it in every poll.
constexpr std::array<std::string_view, 11> settings_for_schedulers{
    "pgrpName", "onDemandCapacity", "percentOnDemand", "vmType",    "vmTypes",         "vmTypesOnDemand",
    "rank",     "priceInfo",        "maxSpotPrice",    "fleetType", "vmTypesPriority",
};

Value or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

// Host Factory has no words for launching and failed machines.
std::string_view to_machine_status(MachineStatus status) {
    if (status == MachineStatus::launching) return "pending";
    if (status == MachineStatus::failed) return "terminated";
    return name_of(status);
}

struct MachineResult {
    std::string_view result;
    std::string message;
};

MachineResult failed(const Machine& machine) {
    if (!machine.status_reason.empty()) return {"fail", machine.status_reason};
    return {"fail", fmt::format("the machine is {}", name_of(machine.status))};
}

MachineResult outcome_of_acquire(const Machine& machine) {
    switch (machine.status) {
        case MachineStatus::pending:
        case MachineStatus::launching: return {"executing", {}};
        case MachineStatus::running:
            // The machine would be gone as soon as the scheduler gave it work.
            if (machine.return_requested) return {"fail", "the machine is being given back"};
            return {"succeed", {}};
        default: return failed(machine);
    }
}

MachineResult outcome_of_return(const Machine& machine, const Request& request) {
    if (!machine.live()) return {"succeed", {}};
    if (request.open()) return {"executing", {}};
    const auto why = machine.status_reason.empty() ? std::string{} : ": " + machine.status_reason;
    return {"fail", fmt::format("the return has ended and the machine is {}{}", name_of(machine.status), why)};
}

}  // namespace

Value to_attribute(const Value& plain) {
    struct Pair {
        ValueList operator()(const std::string& v) const { return {"String", v}; }
        ValueList operator()(bool v) const { return {"String", v ? "true" : "false"}; }
        ValueList operator()(std::int64_t v) const { return {"Numeric", fmt::to_string(v)}; }
        ValueList operator()(std::uint64_t v) const { return {"Numeric", fmt::to_string(v)}; }
        ValueList operator()(double v) const { return {"Numeric", fmt::to_string(v)}; }
        ValueList operator()(std::monostate) const { return {"String", ""}; }
        ValueList operator()(const ValueList& v) const { return v; }
        ValueList operator()(const ValueMap&) const { return {"String", ""}; }
    };
    return std::visit(Pair{}, plain.data);
}

std::string to_instance_tags(const Tags& tags) {
    std::vector<std::string> pairs;
    for (const auto& [key, value] : tags) pairs.push_back(fmt::format("{}={}", key, value));
    return fmt::format("{}", fmt::join(pairs, ";"));
}

Value to_template(const Template& tmpl, const std::optional<std::vector<std::string>>& machines) {
    const auto& spec = tmpl.spec;
    ValueMap out;
    for (const auto& name : settings_for_schedulers)
        if (const auto setting = spec.configuration.find(name); setting != spec.configuration.end())
            out.insert(*setting);
    out["templateId"] = spec.template_id.value;
    out["maxNumber"] = spec.max_number;
    out["priceType"] = name_of(spec.price_type);
    out["instanceTags"] = to_instance_tags(spec.tags);
    if (!spec.provider_api.empty()) out["providerApi"] = spec.provider_api;
    if (spec.max_number >= 0) {
        const auto left = std::int64_t{spec.max_number} - std::int64_t{tmpl.machines_in_use};
        out["availableNumber"] = std::max<std::int64_t>(left, 0);
    }
    if (machines) out["requestedMachines"] = ValueList(machines->begin(), machines->end());
    ValueMap attributes;
    for (const auto& [name, value] : with_default_attributes(spec.attributes)) attributes[name] = to_attribute(value);
    out["attributes"] = std::move(attributes);
    return out;
}

std::string_view to_status(RequestStatus status) {
    switch (status) {
        case RequestStatus::pending:
        case RequestStatus::in_progress: return "running";
        case RequestStatus::complete: return "complete";
        case RequestStatus::partial:
        case RequestStatus::failed:
        case RequestStatus::cancelled:
        case RequestStatus::timeout: break;
    }
    return "complete_with_error";
}

Value to_machine(const Machine& machine, const Request& request) {
    const auto& spec = machine.spec;
    const auto outcome = request.request_type == RequestType::acquire ? outcome_of_acquire(machine)
                                                                      : outcome_of_return(machine, request);
    return ValueMap{
        {"machineId", spec.machine_id.value},
        {"name", spec.name},
        {"result", outcome.result},
        {"status", to_machine_status(machine.status)},
        {"privateIpAddress", spec.private_ip},
        {"publicIpAddress", or_null(spec.public_ip)},
        {"instanceType", spec.instance_type},
        {"priceType", name_of(spec.price_type)},
        {"instanceTags", to_instance_tags(spec.tags)},
        {"cloudHostId", Value()},
        {"launchtime", machine.started_at.value_or(machine.created_at).microseconds / 1'000'000},
        {"message", outcome.message},
    };
}

Value to_request(const RequestReport& report) {
    const auto& request = report.request;
    const auto status = to_status(request.status);
    auto message = request.status_reason;
    if (message.empty() && status == "complete_with_error")
        message = fmt::format("the request is {}", name_of(request.status));
    ValueList machines;
    if (report.machines)
        for (const auto& machine : *report.machines) machines.push_back(to_machine(machine, request));
    return ValueMap{{"requestId", request.request_id.value},
                    {"status", status},
                    {"message", std::move(message)},
                    {"machines", std::move(machines)}};
}

Value to_unknown_request(const std::string& request_id, const std::string& why) {
    return ValueMap{
        {"requestId", request_id}, {"status", "complete_with_error"}, {"message", why}, {"machines", ValueList{}}};
}

void KnownMachines::add(const Machine& machine) {
    const auto& id = machine.spec.machine_id.value;
    by_id_.insert_or_assign(id, machine);
    // Host names are reused: prefer the live machine, otherwise the newest.
    auto& named = id_of_name_[machine.spec.name];
    const auto* other = by_id(named);
    if (!other || (machine.live() && !other->live()) ||
        (machine.live() == other->live() && machine.created_at >= other->created_at))
        named = id;
}

const Machine* KnownMachines::by_id(const std::string& machine_id) const {
    const auto found = by_id_.find(machine_id);
    return found == by_id_.end() ? nullptr : &found->second;
}

const Machine* KnownMachines::find(const NamedMachine& named) const {
    if (!named.machine_id.empty()) return by_id(named.machine_id);
    const auto found = id_of_name_.find(named.name);
    return named.name.empty() || found == id_of_name_.end() ? nullptr : by_id(found->second);
}

bool taken_back(const Machine& machine) {
    if (!machine.live() || machine.reclaim_noticed_at) return true;
    // Without a return request, the machine's own request was cancelled; a return request may be the scheduler's.
    if (machine.return_requested) return !machine.return_request_id;
    return machine.status == MachineStatus::stopping || machine.status == MachineStatus::stopped ||
           machine.status == MachineStatus::shutting_down;
}

Value to_return_request(const std::string& name, std::optional<Timestamp> reclaim_at, Timestamp now) {
    const auto left =
        reclaim_at ? std::max<std::int64_t>(0, (reclaim_at->microseconds - now.microseconds) / 1'000'000) : 0;
    return ValueMap{{"machine", name}, {"gracePeriod", left}};
}

std::string taken_back_message(std::size_t taken_back, const std::vector<std::string>& kept) {
    constexpr std::size_t most_named = 20;
    std::string text = taken_back == 0 ? "No machines are taken back." : "Machines are taken back.";
    if (kept.empty()) return text;
    const auto named = std::span(kept).first(std::min(kept.size(), most_named));
    return text + fmt::format(" Nothing is known of {} of the machines, which stay as they are: {}{}.", kept.size(),
                              fmt::join(named, ", "), named.size() < kept.size() ? ", …" : "");
}

std::string in_quarantine_message(const std::string& quarantine) {
    return fmt::format(
        "No machines are taken back: the site is in quarantine, since its store {}. An administrator ends that "
        "(hostfactoryctl site resume).",
        quarantine);
}

std::string return_message(std::size_t known, std::size_t live, const std::vector<std::string>& unknown) {
    std::string text;
    if (known > 0 && live == 0) text = "The machines are gone already.";
    if (live > 0) text = "Delete VM success.";
    if (!unknown.empty())
        text += fmt::format("{}{}: {}.", text.empty() ? "" : " ", "Nothing is known of", fmt::join(unknown, ", "));
    return text;
}

}  // namespace hf::plugin
