// Routing: the lanes that have to look at something after a commit, and at what.
//
//     Routing routing;
//     routing.begin(state);                                // before the first commit
//     auto parts = routing.parts_of(touched, state);       // after each
//     for (auto& [name, part] : parts.lanes) lanes.at(name).look(std::move(part));
//
// A machine concerns the lane of its provider alone. A request concerns also the lane of the provider that it asked
// before, and a template the lane that was to check it, which no state knows any more. Not thread-safe.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "core/containers/partitioned_map.hpp"
#include "core/domain/state/state.hpp"
#include "core/read_models/touched.hpp"

namespace hf {

class Routing {
public:
    void begin(const State& state);

    struct Parts {
        std::map<ProviderName, Touched> lanes;
        std::vector<ProviderName> providers;  // that have changed themselves, or are gone
    };
    [[nodiscard]] Parts parts_of(const Touched& touched, const State& state);

private:
    void add_template(const TemplateId& id, const State& state, Parts& parts);
    void add_request(const RequestId& id, const State& state, Parts& parts);
    void add_provider(const ProviderName& name, const State& state, Parts& parts);

    PartitionedMap<RequestId, ProviderName> asked_;  // by open requests
    std::unordered_map<TemplateId, ProviderName> checking_;
    std::unordered_map<ProviderName, Version> versions_;  // as of the last look
};

}  // namespace hf
