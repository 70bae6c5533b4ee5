// Simulation: one run of everything in one thread and in virtual time: a daemon of the real parts on a disk that fails,
// clouds, clients, subscribers and readers, all by the chance of one seed. For some steps things go wrong; then nothing
// does any more, and everything has to end.
//
//     const Verdict verdict = simulate({.seed = 4711, .steps = 2000});
//     if (verdict.broken) fmt::print("{}: {}\n", name_of(verdict.broken->promise), verdict.broken->what);
//
// The same options give the same run, step by step. A run shares nothing with another one.
#pragma once

#include <memory>
#include <optional>

#include "tests/simulation/daemon/seams.hpp"
#include "tests/simulation/promises/broken_promise.hpp"
#include "tests/simulation/run/trace.hpp"

namespace hf::simulation {

// Makes the seams of one run; null: nothing is planted.
using Plant = std::function<std::unique_ptr<Seams>()>;

struct Options {
    std::uint64_t seed{};
    std::uint64_t steps = 2000;  // while things go wrong
    Trace::Keep trace = Trace::Keep::nothing;
    Plant plant{};
};

struct Verdict {
    std::optional<BrokenPromise> broken;
    std::uint64_t steps{};                // in all
    std::chrono::microseconds elapsed{};  // in virtual time
    std::uint64_t events{};
    std::uint64_t machines{};
    std::uint32_t lives{};  // of the daemon
    std::vector<std::string> trace;
};

[[nodiscard]] Verdict simulate(const Options& options);

}  // namespace hf::simulation
