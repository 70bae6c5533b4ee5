// The choice among the sources of a template, for a request (ADR 20).
//
// Pure functions; thread-safe where the state isn't changed meanwhile.
#pragma once

#include <unordered_map>

#include "core/domain/state/state.hpp"
#include "core/domain/template/template_sources.hpp"

namespace hf {

// How far a request's search for machines has come. `tried` and `hopeless` have a bit for each source.
struct SourceSearch {
    std::string_view request_id;  // a weighted choice is a hash of the id and the attempts, since a decision is pure
    std::uint32_t attempts{};
    std::uint16_t tried{};  // sources that have failed in this round
    std::uint16_t hopeless{};
    // Machines that each provider is to give by events which the state doesn't have yet. Null: none.
    const std::unordered_map<ProviderName, std::uint32_t>* promised = nullptr;
};

// True if the provider launches machines and answered when last recorded. One that refuses a right may still have
// others than the template needs.
bool serves(const ProviderName& provider, const State& state);

// The source that the template's rule chooses next: among the healthy ones that were not tried in this round; else,
// for a new round, among the healthy ones; else among those that may become healthy again. Nothing where no source
// launches that isn't hopeless.
std::optional<std::uint8_t> choose_source(const TemplateSpec& spec, const SourceSearch& search, const State& state);

}  // namespace hf
