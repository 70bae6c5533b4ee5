#include "adapters/providers/aws/handlers/run_instances.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/ec2/instances.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"

namespace hf::aws {
namespace {

// False: the call has had an effect, and nobody knows which. The launch must stay open.
bool take_machines(const XmlAnswer& answer, const std::string& token, LaunchResult& result) {
    bool whole = false;
    for (const auto instance : answer.child("instancesSet").children("item")) {
        auto machine = machine_of(instance);
        whole = !machine.id.empty();
        if (!whole) break;
        machine.token = token;
        result.machines.push_back(std::move(machine));
    }
    if (!whole)
        result.error = ProviderError{ProviderErrorKind::unreachable, "RunInstances: the answer tells of no instance"};
    return whole;
}

bool others_may_have(ProviderErrorKind kind) {
    return kind == ProviderErrorKind::no_capacity || kind == ProviderErrorKind::quota;
}

}  // namespace

// The reasons of each offering that gave too few machines.
class RunInstances::Complaints {
public:
    void add(const Offering& offering, ProviderErrorKind kind, const std::string& text) {
        text_ += fmt::format("{}{}: {}", text_.empty() ? "" : "; ", in_words(offering), text);
        // One lack of capacity makes another attempt worthwhile, whatever the other reasons are.
        if (!kind_ || kind == ProviderErrorKind::no_capacity) kind_ = kind;
    }
    [[nodiscard]] ProviderError error(std::uint32_t got, std::uint32_t wanted) const {
        return {kind_.value_or(ProviderErrorKind::no_capacity),
                fmt::format("{} of {} machines came: {}", got, wanted, text_.empty() ? "no reason is known" : text_)};
    }

private:
    std::optional<ProviderErrorKind> kind_;
    std::string text_;
};

std::vector<RunInstances::Round> RunInstances::rounds_of(const LaunchJob& job, const std::string& price_type) {
    const auto& spec = job.ready.spec;
    const auto share = all_on_demand(job) ? 0 : on_demand_of(job);
    std::vector<Round> rounds;
    if (share > 0) rounds.push_back({offerings_of(spec, "ondemand"), share, true});
    if (share < job.missing) rounds.push_back({offerings_of(spec, price_type), job.missing - share});
    return rounds;
}

Form RunInstances::form_of(const LaunchJob& job, const Offering& offering, Count count) {
    Form form;
    const auto& spec = job.ready.spec;
    add_launch_data(form, "", job.ready);
    if (!spec.launch_template_id.empty()) {
        form.set("LaunchTemplate.LaunchTemplateId", spec.launch_template_id);
        form.set("LaunchTemplate.Version",
                 spec.launch_template_version.empty() ? "$Default" : spec.launch_template_version);
    }
    if (!offering.type.empty()) form.set("InstanceType", offering.type);
    if (!offering.subnet.empty()) set_subnet(form, offering.subnet);
    if (offering.spot) {
        form.set("InstanceMarketOptions.MarketType", "spot");
        if (!spec.max_spot_price.empty()) form.set("InstanceMarketOptions.SpotOptions.MaxPrice", spec.max_spot_price);
    }
    form.set("MinCount", std::to_string(count.least));
    form.set("MaxCount", std::to_string(count.most));
    form.set("ClientToken", client_token(job.order.token, count.most,
                                         fmt::format("{} of {}{}", count.least, in_words(offering),
                                                     count.share_on_demand ? ", the share" : "")));
    const auto tags = tag::of(job.order);
    tag::add(form, "TagSpecification.1.", "instance", tags);
    tag::add(form, "TagSpecification.2.", "volume", tags);
    return form;
}

AwsResult<XmlAnswer> RunInstances::ask(const LaunchJob& job, const Offering& offering, Count count) {
    auto all = ec2_.query("RunInstances", form_of(job, offering, count), Repeat::known);
    if (all || count.least == 1 || !others_may_have(kind_of(all.error()))) return all;
    count.least = 1;
    return ec2_.query("RunInstances", form_of(job, offering, count), Repeat::known);
}

bool RunInstances::play(const LaunchJob& job, const Round& round, LaunchResult& result, Complaints& complaints) {
    const auto now = std::chrono::steady_clock::now();
    const auto wanted = result.machines.size() + round.machines;
    for (const auto& offering : round.offerings) {
        const auto left = static_cast<std::uint32_t>(wanted - result.machines.size());
        if (left == 0) return true;
        if (unavailable_.remembers(offering, now)) {
            complaints.add(offering, ProviderErrorKind::no_capacity, "was unavailable a moment ago");
            continue;
        }
        const auto answer = ask(job, offering, {left, left, round.share_on_demand});
        if (!answer) {
            const auto error = provider_error(answer.error());
            if (!others_may_have(error.kind)) {
                result.error = error;
                return false;
            }
            if (error.kind == ProviderErrorKind::no_capacity) unavailable_.note(offering, now);
            complaints.add(offering, error.kind, error.message);
            continue;
        }
        const auto before = result.machines.size();
        if (!take_machines(*answer, job.order.token, result)) return false;
        const auto got = result.machines.size() - before;
        if (got == left) continue;
        unavailable_.note(offering, now);
        complaints.add(offering, ProviderErrorKind::no_capacity, fmt::format("gave {} of {}", got, left));
    }
    return true;
}

LaunchResult RunInstances::launch(const LaunchJob& job) {
    LaunchResult result;
    Complaints complaints;
    const std::string price_type = job.fallback == Fallback::later ? "spot" : job.order.price_type;
    for (const auto& round : rounds_of(job, price_type))
        if (!play(job, round, result, complaints)) return result;
    if (result.machines.size() < job.missing)
        result.error = complaints.error(static_cast<std::uint32_t>(result.machines.size()), job.missing);
    return result;
}

}  // namespace hf::aws
