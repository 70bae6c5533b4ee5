// Crash: the simulated daemon's process ends here, at once.
//
//     crashes.maybe("between write and sync");
//
// Thrown through the daemon's own code, as no catch of a std::exception must see it.
#pragma once

#include <string>
#include <string_view>

#include "tests/simulation/chance/randomness.hpp"
#include "tests/simulation/chance/weather.hpp"

namespace hf::simulation {

struct Crash {
    std::string where;
};

// The points at which the daemon touches the world, and where it may end.
class CrashPoints {
public:
    CrashPoints(const Weather& weather, Randomness random) : weather_(weather), random_(random) {}

    void maybe(std::string_view where) {
        if (random_.per_mille(weather_.crash)) throw Crash{std::string(where)};
    }

private:
    const Weather& weather_;
    Randomness random_;
};

}  // namespace hf::simulation
