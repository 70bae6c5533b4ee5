// Which source of a template a request asks (ADR 20).
//
// Functions of what they are given; thread-safe where the state isn't changed meanwhile.
#pragma once

#include <unordered_map>

#include "core/domain/state/state.hpp"
#include "core/domain/template/template_sources.hpp"

namespace hf {

// How far the search for machines of a request is. A bit for each source.
struct SourceSearch {
    std::string_view request_id;  // chance is a function of these two, as a decision must be
    std::uint32_t attempts{};
    std::uint16_t tried{};  // have failed in this round
    std::uint16_t hopeless{};
    // Machines that others were promised and the state doesn't know yet. Null: none.
    const std::unordered_map<ProviderName, std::uint32_t>* promised = nullptr;
};

// Whether what is asked of it now would be answered: it launches, and answers as far as is on record.
bool serves(const ProviderName& provider, const State& state);

// Who is to be asked next by the template's rule: one that answers and was not tried in this round, else one that
// answers, for a new round, else one that may answer again. Nothing: none launches that isn't hopeless.
std::optional<std::uint8_t> choose_source(const TemplateSpec& spec, const SourceSearch& search, const State& state);

}  // namespace hf
