#include "core/domain/rules/sources.hpp"

#include <algorithm>
#include <functional>

namespace hf {
namespace {

struct Candidate {
    std::uint8_t source;
    std::uint32_t weight;
    std::uint64_t load;  // the provider's live machines, and what requests await from it
};

std::uint64_t load_of(const ProviderAggregate& provider, const SourceSearch& search, const State& state) {
    std::uint64_t load = std::uint64_t{provider.live_machines} + state.awaited_from(provider.name);
    if (!search.promised) return load;
    const auto promised = search.promised->find(provider.name);
    return promised == search.promised->end() ? load : load + promised->second;
}

const Candidate& by_chance(const std::vector<Candidate>& candidates, const SourceSearch& search) {
    std::uint64_t all = 0;
    for (const auto& each : candidates) all += each.weight;
    auto drawn = std::hash<std::string>{}(fmt::format("{}/{}", search.request_id, search.attempts)) % all;
    for (const auto& each : candidates) {
        if (drawn < each.weight) return each;
        drawn -= each.weight;
    }
    return candidates.back();
}

const Candidate& best_of(const std::vector<Candidate>& candidates, SourceSelection selection,
                         const SourceSearch& search) {
    switch (selection) {
        case SourceSelection::fallback: break;
        case SourceSelection::weighted: return by_chance(candidates, search);
        case SourceSelection::least_loaded:
            // Compares load / weight without a division.
            return *std::ranges::min_element(candidates, [](const Candidate& a, const Candidate& b) {
                return a.load * b.weight < b.load * a.weight;
            });
    }
    return candidates.front();
}

}  // namespace

bool serves(const ProviderName& name, const State& state) {
    const auto* provider = state.find(name);
    return provider && provider->launches() && provider->health != ProviderHealth::unreachable;
}

std::optional<std::uint8_t> choose_source(const TemplateSpec& spec, const SourceSearch& search, const State& state) {
    std::vector<Candidate> fresh;
    std::vector<Candidate> answering;
    std::vector<Candidate> silent;
    for (std::size_t at = 0; at < source_count(spec); ++at) {
        const auto i = static_cast<std::uint8_t>(at);
        const auto* provider = state.find(provider_of(spec, i));
        if (!provider || !provider->launches() || (search.hopeless & source_bit(i)) != 0) continue;
        const Candidate candidate{i, spec.sources.empty() ? 1 : spec.sources[i].weight,
                                  load_of(*provider, search, state)};
        if (!serves(provider->name, state)) {
            silent.push_back(candidate);
            continue;
        }
        answering.push_back(candidate);
        if ((search.tried & source_bit(i)) == 0) fresh.push_back(candidate);
    }
    for (const auto* candidates : {&fresh, &answering, &silent})
        if (!candidates->empty()) return best_of(*candidates, spec.selection, search).source;
    return std::nullopt;
}

}  // namespace hf
