// CountMachines: the number of machines for each value of an indexed field.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

enum class MachineGrouping : std::uint8_t { template_, provider, status, price_type };
constexpr auto names_of(MachineGrouping) {
    return std::to_array<std::string_view>({"template", "provider", "status", "price_type"});
}

struct MachineCounts {
    std::map<std::string, std::uint64_t, std::less<>> counts;
    std::uint64_t total{};

    static constexpr auto describe =
        message("MachineCounts", "How many machines there are.",
                field<&MachineCounts::counts>("counts", "by template id, provider, status or price type; none with 0"),
                field<&MachineCounts::total>("total", "all of these together"));
};

struct CountMachines {
    using Result = MachineCounts;
    static constexpr auto role = Role::viewer;
    MachineGrouping by{};
    bool live_only = true;

    static constexpr auto describe =
        message("CountMachines", "How many machines there are of each template, provider, status or price type.",
                field<&CountMachines::by>("by", "what to count them by"),
                field<&CountMachines::live_only>("live_only", "leave out those that are at their end").optional());
};

Answer<MachineCounts> answer(const CountMachines& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
