#include "adapters/providers/aws/handlers/instant_fleet.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/handlers/fleet_call.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"

namespace hf::aws {
namespace {

ProviderError error_of(const AwsResult<XmlAnswer>& answer, std::uint32_t got, const LaunchJob& job,
                       const std::string& refused) {
    std::string text = refused;
    std::optional<ProviderErrorKind> kind;
    for (const auto item : answer->child("errorSet").children("item")) {
        const AwsError error{"CreateFleet", item.child_value("errorCode"), item.child_value("errorMessage"), 200, true};
        const auto told = kind_of(error);
        kind = most_hopeful(kind, told);
        const auto overrides = item.child("launchTemplateAndOverrides").child("overrides");
        text += fmt::format("{}{}{}{}: {}: {}", text.empty() ? "" : "; ", overrides.child_value("instanceType"),
                            *overrides.child_value("subnetId") ? " in " : "", overrides.child_value("subnetId"),
                            error.code, error.message);
    }
    // Only the instances show whether part of a fleet's call took effect.
    if (!kind || *kind == ProviderErrorKind::unreachable) kind = ProviderErrorKind::no_capacity;
    return {*kind,
            fmt::format("CreateFleet: {} of {} {} came: {} [AWS request {}]", got, job.missing,
                        name_of(job.order.counts), text.empty() ? "no reason is known" : text, answer->request_id())};
}

}  // namespace

LaunchResult InstantFleet::launch(const LaunchJob& job) {
    if (const auto made = templates_.create(job); !made) return {{}, provider_error(made.error())};
    auto result = create(job);
    // If the outcome is open, the launch template stays for the repeated launch. A launch template
    // that cannot be deleted now is found by its tags when the provider is swept.
    const bool open = result.error && result.error->kind == ProviderErrorKind::unreachable;
    if (!open && job.ready.spec.launch_template_id.empty()) static_cast<void>(templates_.remove(job.order.token));
    return result;
}

LaunchResult InstantFleet::create(const LaunchJob& job) {
    FleetCall call(ec2_, "CreateFleet", [](const LaunchJob& each) { return fleet_form(each, "instant"); });
    const auto answer = call.make(job);
    if (!answer) return {{}, provider_error(answer.error())};
    LaunchResult result;
    bool nameless = false;
    for (const auto item : answer->child("fleetInstanceSet").children("item")) {
        for (const auto id : item.child("instanceIds").children("item")) {
            ProviderMachine machine;
            machine.id = id.text().get();
            nameless |= machine.id.empty();
            machine.token = job.order.token;
            machine.status = MachineStatus::launching;
            machine.instance_type = item.child_value("instanceType");
            if (const std::string lifecycle = item.child_value("lifecycle"); !lifecycle.empty()) {
                machine.price_type = lifecycle == "spot" ? PriceType::spot : PriceType::ondemand;
                machine.details.emplace("lifecycle", lifecycle);
            }
            result.machines.push_back(std::move(machine));
        }
    }
    // Neither machines nor reasons: the call may have made machines all the same, so the launch must stay open.
    const bool silent = result.machines.empty() && !answer->child("errorSet").child("item");
    if (nameless || silent)
        return {{},
                provider_error(
                    {"CreateFleet", {}, "the answer doesn't tell of its machines", 200, true, answer->request_id()})};
    if (const auto got = job.worth(result.machines); got < job.missing)
        result.error = error_of(answer, got, job, call.left_out());
    return result;
}

}  // namespace hf::aws
