// What State derives from its aggregates, in words: as it is kept, and as a plain loop over all
// aggregates counts it. The two are the same after any event and after any restore (ADR 22).
//
//     EXPECT_EQ(text_of(kept_facts(state)), text_of(counted_facts(state)));
#pragma once

#include <map>
#include <set>

#include "core/domain/state/state.hpp"

namespace hf::testing {

struct DerivedFacts {
    std::set<std::string> open_requests;
    std::set<std::string> open_launches;
    std::set<std::string> unclaimed_requests;
    std::set<std::string> live_machines;
    std::map<std::string, std::uint64_t, std::less<>> requests_by_status;
    std::map<std::string, std::uint64_t, std::less<>> machines_by_status;
    std::map<std::string, std::string> templates;
    std::map<std::string, std::string> providers;
    std::map<std::string, std::string> requests;
    std::map<std::string, std::string> principals;
    std::map<std::string, std::vector<std::string>> returns;  // that each machine is part of
    std::map<std::string, std::string> machines_by_name;
    std::map<std::string, std::vector<std::string>> templates_by_name;
    std::map<std::string, std::vector<std::string>> ended_lately;  // of each provider
    std::vector<std::string> taken_back;
    std::uint64_t quarantined_providers = 0;

    bool operator==(const DerivedFacts&) const = default;
};

DerivedFacts kept_facts(const State& state);
DerivedFacts counted_facts(const State& state);

std::string text_of(const DerivedFacts& facts);

}  // namespace hf::testing
