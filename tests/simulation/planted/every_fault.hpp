// Faults that are planted between the parts of a simulated daemon, to see that the simulator would find such ones in
// the parts themselves. Production code knows nothing of them.
//
//     for (const auto& fault : every_fault()) simulate({.seed = 1, .plant = fault.plant});
#pragma once

#include <ostream>
#include <span>

#include "tests/simulation/run/simulation.hpp"

namespace hf::simulation {

struct PlantedFault {
    std::string_view name;
    std::string_view what;
    std::unique_ptr<Seams> (*plant)();
};

// For the names of tests.
inline void PrintTo(const PlantedFault& fault, std::ostream* out) { *out << fault.what; }

[[nodiscard]] std::span<const PlantedFault> every_fault();

}  // namespace hf::simulation
