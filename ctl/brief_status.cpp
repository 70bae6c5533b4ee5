#include "ctl/brief_status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::ctl {
namespace {

// For example "1 in_progress, 14 complete".
std::string in_one_line(const ValueMap& counts) {
    std::string text;
    for (const auto& [name, count] : counts)
        if (const auto number = count.as_integer(); number && *number != 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", *number, name);
    return text.empty() ? "none" : text;
}

std::size_t counters_in(const Value& counters) {
    std::size_t count = 0;
    if (const auto* parts = counters.as<ValueMap>())
        for (const auto& [part, values] : *parts)
            if (const auto* map = values.as<ValueMap>()) count += map->size();
    return count;
}

}  // namespace

Value brief_status(const Value& status) {
    const auto* map = status.as<ValueMap>();
    if (!map) return status;
    ValueMap brief = *map;
    brief.erase("category_positions");
    brief.erase("clock_steps");
    if (!brief.contains("quarantined_since")) brief.erase("quarantine_reason");
    for (const auto* counted : {"requests", "machines"})
        if (const auto found = brief.find(counted); found != brief.end())
            if (const auto* counts = found->second.as<ValueMap>()) found->second = in_one_line(*counts);
    if (const auto found = brief.find("counters"); found != brief.end())
        found->second = fmt::format("{}; --counters shows them", counters_in(found->second));
    return brief;
}

}  // namespace hf::ctl
