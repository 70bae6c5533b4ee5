#include "adapters/providers/aws/handlers/offerings.hpp"

#include <fmt/format.h>

namespace hf::aws {

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
        const auto& types = spot || spec.types_on_demand.empty() ? spec.types : spec.types_on_demand;
        for (const auto& type : types.empty() ? own : types)
            for (const auto& subnet : spec.subnets.empty() ? own : spec.subnets)
                offerings.push_back({type, subnet, spot});
    }
    return offerings;
}

void UnavailableOfferings::note(const Offering& offering, Time now) {
    const MutexLock lock(mutex_);
    std::erase_if(until_, [now](const auto& each) { return each.second <= now; });
    until_[offering] = now + kept_;
}

bool UnavailableOfferings::remembers(const Offering& offering, Time now) const {
    const MutexLock lock(mutex_);
    const auto it = until_.find(offering);
    return it != until_.end() && it->second > now;
}

}  // namespace hf::aws
