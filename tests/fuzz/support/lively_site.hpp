// A site on which something of every kind is going on: requests that wait, launch, run and give back, machines in use
// and on their way out, templates with several sources, a provider that is disabled.
//
//     auto site = testing::given(lively_site());
//     site.when_bytes("CancelRequest", body);
//     require(same_as_replayed(site), "the events alone give the state");
#pragma once

#include "tests/unit/support/scenario.hpp"

namespace hf::fuzz {

Events lively_site();

// Names of the site's aggregates, and some that are nobody's.
std::span<const std::string_view> words_of_the_site();

// Whether a replay of the stored events gives the state that decisions are made on (P9).
bool same_as_replayed(const testing::Scenario& site);

// Whether what a state derives is what its aggregates say.
bool is_consistent(const State& state);

}  // namespace hf::fuzz
