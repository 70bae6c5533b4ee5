// World: what all actors of a simulated run share.
#pragma once

#include "tests/simulation/chance/weather.hpp"
#include "tests/simulation/run/schedule.hpp"
#include "tests/simulation/run/trace.hpp"

namespace hf::simulation {

struct World {
    World(std::uint64_t seed, Trace::Keep keep) : random(seed), trace(clock, keep), weather(weather_of(random)) {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    VirtualClock clock;
    Schedule schedule{clock};
    Randomness random;
    Trace trace;
    Weather weather;
};

}  // namespace hf::simulation
