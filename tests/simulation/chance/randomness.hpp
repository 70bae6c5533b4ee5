// Randomness: the chance of a simulated run. One seed gives one sequence, on every platform and with every
// standard library, whose distributions differ.
//
//     Randomness random(4711);
//     auto of_the_cloud = random.fork();           // draws here change nothing there
//     if (of_the_cloud.per_mille(20)) …            // in 20 of 1000 cases
//     schedule.after(random.between(1ms, 20ms), …);
//
// Used by one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace hf::simulation {

class Randomness {
public:
    using Duration = std::chrono::microseconds;

    explicit Randomness(std::uint64_t seed) : state_(seed) {}

    // SplitMix64 (Steele, Lea and Flood, 2014).
    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        auto z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    // The bias of the remainder is far below what a run could show.
    std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : next() % bound; }
    std::uint32_t from_to(std::uint32_t low, std::uint32_t high) {
        return low + static_cast<std::uint32_t>(below(std::uint64_t{high} - low + 1));
    }
    bool per_mille(std::uint32_t chance) { return chance > 0 && below(1000) < chance; }
    bool coin() { return (next() >> 63U) != 0; }
    Duration between(Duration low, Duration high) {
        return low + Duration{static_cast<std::int64_t>(below(static_cast<std::uint64_t>((high - low).count()) + 1))};
    }
    template <class List>
    auto& one_of(List& list) {
        return list[static_cast<std::size_t>(below(list.size()))];
    }

    Randomness fork() { return Randomness(next()); }

private:
    std::uint64_t state_;
};

}  // namespace hf::simulation
