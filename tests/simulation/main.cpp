// hf_simulate: runs the simulation with many seeds, or with one of them as a story.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "tests/simulation/planted/every_fault.hpp"

namespace hf::simulation {
namespace {

struct Arguments {
    std::uint64_t seeds = 100;
    std::uint64_t first = 1;
    std::optional<std::uint64_t> seed;
    std::uint64_t steps = 2000;
    bool trace = false;
    std::string plant;
};

Arguments arguments_of(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{
        "Plays daemon, clouds, clients and subscribers in one thread and in virtual time, and breaks what it can.",
        "./dev simulate"};
    app.add_option("--seeds", arguments.seeds, "how many seeds to play")->capture_default_str();
    app.add_option("--from", arguments.first, "the first of them")->capture_default_str();
    app.add_option("--seed", arguments.seed, "play this one alone");
    app.add_option("--steps", arguments.steps, "steps while things go wrong; more follow until everything is at rest")
        ->capture_default_str();
    app.add_flag("--trace", arguments.trace, "tell the run as a story");
    app.add_option("--plant", arguments.plant, "plant a fault; `list` lists them");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& problem) {
        std::exit(app.exit(problem));
    }
    return arguments;
}

Plant plant_of(const std::string& name) {
    if (name.empty()) return {};
    for (const auto& fault : every_fault())
        if (fault.name == name) return fault.plant;
    for (const auto& fault : every_fault()) fmt::print("{:<26}{}\n", fault.name, fault.what);
    std::exit(name == "list" ? 0 : 2);
}

std::string replay_line(const Arguments& arguments, std::uint64_t seed) {
    auto line = fmt::format("./dev simulate --seed {} --trace", seed);
    if (arguments.steps != Arguments{}.steps) line += fmt::format(" --steps {}", arguments.steps);
    if (!arguments.plant.empty()) line += fmt::format(" --plant {}", arguments.plant);
    return line;
}

int run(const Arguments& arguments) {
    const auto plant = plant_of(arguments.plant);
    const auto first = arguments.seed.value_or(arguments.first);
    const auto count = arguments.seed ? 1 : arguments.seeds;
    Verdict sum;
    std::uint64_t broken = 0;
    for (auto seed = first; seed < first + count; ++seed) {
        const auto verdict =
            simulate({seed, arguments.steps, arguments.trace ? Trace::Keep::printed : Trace::Keep::nothing, plant});
        sum.steps += verdict.steps;
        sum.events += verdict.events;
        sum.machines += verdict.machines;
        sum.lives += verdict.lives;
        sum.elapsed += verdict.elapsed;
        if (!verdict.broken) continue;
        ++broken;
        fmt::print("seed {}: {}: {}\n  {}\n", seed, name_of(verdict.broken->promise), verdict.broken->what,
                   replay_line(arguments, seed));
        std::fflush(stdout);
    }
    fmt::print("{} seeds: {} broken; {} steps, {} h of virtual time, {} events, {} machines, {} starts\n", count,
               broken, sum.steps, sum.elapsed / std::chrono::hours{1}, sum.events, sum.machines, sum.lives);
    return broken == 0 ? 0 : 1;
}

}  // namespace
}  // namespace hf::simulation

int main(int argc, char** argv) { return hf::simulation::run(hf::simulation::arguments_of(argc, argv)); }
