#include "adapters/providers/aws/handlers/offerings.hpp"

#include <fmt/format.h>

#include "adapters/json/json_text.hpp"

namespace hf::aws {
namespace {

// A template that asks for nothing else has no terms.
std::string terms_of(const LaunchSpecification& spec, bool spot) {
    std::string terms;
    const auto add = [&terms](const char* name, const std::string& value) {
        if (!value.empty()) terms += fmt::format("{}={} ", name, value);
    };
    add("template", spec.launch_template_id);
    add("version", spec.launch_template_version);
    add("reservation", spec.capacity_reservation);
    add("group", spec.placement_group);
    if (spot) add("price", spec.max_spot_price);
    if (!spec.native.empty()) add("native", json_of(spec.native));
    return terms;
}

}  // namespace

std::string in_words(const Offering& offering) {
    return fmt::format("{}{}{}{}", offering.type.empty() ? "the launch template's type" : offering.type,
                       offering.subnet.empty() ? "" : " in ", offering.subnet, offering.spot ? " (spot)" : "");
}

std::vector<Offering> offerings_of(const LaunchSpecification& spec, const std::string& price_type) {
    // If there are none, the launch template or the native specification names them.
    const std::vector<std::string> own{std::string{}};
    std::vector<Offering> offerings;
    for (const bool spot : {true, false}) {
        if (spot ? price_type == "ondemand" : price_type == "spot") continue;
        const auto terms = terms_of(spec, spot);
        const auto& types = spot || spec.types_on_demand.empty() ? spec.types : spec.types_on_demand;
        for (const auto& type : types.empty() ? own : types)
            for (const auto& subnet : spec.subnets.empty() ? own : spec.subnets)
                offerings.push_back({type, subnet, spot, terms});
    }
    return offerings;
}

void UnavailableOfferings::note(const Offering& offering, Time now, std::string why) {
    const MutexLock lock(mutex_);
    std::erase_if(refused_, [now](const auto& each) { return each.second.until <= now; });
    refused_.insert_or_assign(offering, Refusal{now + kept_, std::move(why)});
}

std::optional<std::string> UnavailableOfferings::why(const Offering& offering, Time now) const {
    const MutexLock lock(mutex_);
    const auto it = refused_.find(offering);
    if (it == refused_.end() || it->second.until <= now) return std::nullopt;
    return it->second.why;
}

}  // namespace hf::aws
