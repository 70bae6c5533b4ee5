#include "adapters/providers/aws/handlers/run_instances.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "adapters/providers/aws/ec2/instances.hpp"
#include "adapters/providers/aws/ec2/network_interfaces.hpp"
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
        result.error =
            provider_error({"RunInstances", {}, "the answer tells of no instance", 200, true, answer.request_id()});
    return whole;
}

bool is_short(ProviderErrorKind kind) {
    return kind == ProviderErrorKind::no_capacity || kind == ProviderErrorKind::quota;
}

}  // namespace

// Which offerings are not worth a call, after what was said of others.
class RunInstances::RefusedOfferings {
public:
    // Whether other offerings may be taken although this one was refused.
    bool others_may_be_taken(const Offering& offering, const AwsError& error) {
        const auto kind = kind_of(error);
        if (is_short(kind)) return true;
        using enum ProviderErrorKind;
        if (kind != invalid && kind != unauthorized && kind != other) return false;
        const auto field = field_of_template(error);
        if (field == "vmTypes") return types_.insert(offering.type).second;
        if (field == "subnetId") return subnets_.insert(offering.subnet).second;
        // Offerings have all other keys in common, and so what is said of each of them in the same words. The words of
        // a missing right are encoded, and differ each time.
        return field.empty() && ++said_[error.code + (kind == unauthorized ? "" : error.message)] < same_words_of_all;
    }
    [[nodiscard]] bool have(const Offering& offering) const {
        return types_.contains(offering.type) || subnets_.contains(offering.subnet);
    }

private:
    static constexpr int same_words_of_all = 5;
    std::set<std::string> types_;
    std::set<std::string> subnets_;
    std::map<std::string, int> said_;
};

struct RunInstances::Progress {
    LaunchResult result{};
    RefusedOfferings refused{};
    std::vector<Offering> exhausted{};  // in this round: they gave fewer machines than they were asked for
    std::string reasons{};              // why offerings gave too few machines
    std::optional<ProviderErrorKind> kind{};
    const UnavailableOfferings::Time now = std::chrono::steady_clock::now();

    [[nodiscard]] bool may_ask(const Offering& offering) const {
        return !refused.have(offering) && std::ranges::find(exhausted, offering) == exhausted.end();
    }
    void give_up(const Offering& offering, ProviderErrorKind why, const std::string& text) {
        exhausted.push_back(offering);
        reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", in_words(offering), text);
        kind = most_hopeful(kind, why);
    }
    [[nodiscard]] ProviderError error(std::uint32_t got, const LaunchJob& job) const {
        return {kind.value_or(ProviderErrorKind::no_capacity),
                fmt::format("{} of {} {} came: {}", got, job.missing, name_of(job.order.counts),
                            reasons.empty() ? "no reason is known" : reasons)};
    }
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
    if (!offering.spot) add_reservation(form, "", spec);
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
    // A later call for the same offering has less missing, though it may ask for as many machines.
    form.set("ClientToken", client_token(job.order.token, count.missing.value_or(count.most),
                                         fmt::format("{} of {}{}", count.least, in_words(offering),
                                                     count.share_on_demand ? ", the share" : "")));
    const auto tags = tag::of(job.order);
    tag::add(form, "TagSpecification.1.", "instance", tags);
    tag::add(form, "TagSpecification.2.", "volume", tags);
    return form;
}

AwsResult<XmlAnswer> RunInstances::ask(const LaunchJob& job, const Offering& offering, Count count) {
    auto all = ec2_.query("RunInstances", form_of(job, offering, count), Repeat::known);
    if (all || count.least == 1 || !is_short(kind_of(all.error()))) return all;
    count.least = 1;
    return ec2_.query("RunInstances", form_of(job, offering, count), Repeat::known);
}

std::uint32_t RunInstances::machines_for(const LaunchJob& job, const std::vector<Offering>& offerings,
                                         const Offering& offering, std::uint32_t missing, bool exceeding) {
    const auto weight = job.weight_of(offering.type);
    const bool lightest =
        std::ranges::none_of(offerings, [&](const Offering& other) { return job.weight_of(other.type) < weight; });
    const bool exceeds = missing % weight > 0 && (exceeding || lightest);
    return missing / weight + (exceeds ? 1 : 0);
}

bool RunInstances::try_one(const LaunchJob& job, const Offering& offering, Count count, Progress& progress) {
    if (const auto why = unavailable_.why(offering, progress.now)) {
        progress.give_up(offering, ProviderErrorKind::no_capacity, "was unavailable a moment ago: " + *why);
        return true;
    }
    const auto answer = ask(job, offering, count);
    if (!answer) {
        const auto error = provider_error(answer.error());
        if (!progress.refused.others_may_be_taken(offering, answer.error())) {
            progress.result.error = error;
            return false;
        }
        if (error.kind == ProviderErrorKind::no_capacity) unavailable_.note(offering, progress.now, error.message);
        progress.give_up(offering, error.kind, error.message);
        return true;
    }
    const auto before = progress.result.machines.size();
    if (!take_machines(*answer, job.order.token, progress.result)) return false;
    const auto got = progress.result.machines.size() - before;
    if (got == count.most) return true;
    const auto why = fmt::format("gave {} of {}", got, count.most);
    unavailable_.note(offering, progress.now, why);
    progress.give_up(offering, ProviderErrorKind::no_capacity, why);
    return true;
}

bool RunInstances::play(const LaunchJob& job, const Round& round, Progress& progress) {
    const auto& machines = progress.result.machines;
    const auto goal = std::min(job.missing, job.worth(machines) + round.wanted);
    progress.exhausted.clear();
    for (const bool exceeding : {false, true}) {
        for (const auto& offering : round.offerings) {
            const auto there = job.worth(machines);
            if (there >= goal) return true;
            const auto wanted = machines_for(job, round.offerings, offering, goal - there, exceeding);
            if (wanted == 0 || !progress.may_ask(offering)) continue;
            if (!try_one(job, offering, {wanted, wanted, round.share_on_demand, goal - there}, progress)) return false;
        }
    }
    return true;
}

LaunchResult RunInstances::launch(const LaunchJob& job) {
    Progress progress;
    auto& result = progress.result;
    const std::string price_type = job.fallback == Fallback::later ? "spot" : job.order.price_type;
    for (const auto& round : rounds_of(job, price_type))
        if (!play(job, round, progress)) return std::move(result);
    if (const auto got = job.worth(result.machines); got < job.missing) result.error = progress.error(got, job);
    return std::move(result);
}

}  // namespace hf::aws
