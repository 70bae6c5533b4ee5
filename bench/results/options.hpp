// The command lines of the benchmarks, and where their results go.
//
//     Options options("durable_bench", "Durable commands beside Redis.");
//     options.app.add_option(…);
//     if (const auto status = options.parse(argc, argv)) return *status;
//     …
//     options.tell({.name = "durable", …});
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/generator.hpp"
#include "bench/results/document.hpp"

namespace hf::bench {

// What a run has found: a section of RESULTS.md, and a row of the history after its date, commit and processors.
struct Measurement {
    std::string name;  // as ./dev bench knows it
    std::string title;
    std::string how;  // rounds, seconds, sizes
    std::string text;
    Row columns;
    Row row;
};

// Where results go; every benchmark has these options.
struct Results {
    void add_to(CLI::App& app);
    // Prints it with what other programs took of the processors, in percent. Unless `unfit` says why not, adds it to
    // the history and writes both into RESULTS.md; what was measured on a busy machine only if that is asked for.
    void tell(Measurement measurement, const std::filesystem::path& measured_directory, double others,
              std::string unfit = {}) const;

    static constexpr double busy_percent = 10;
    bool although_busy = false;
    bool printed_only = false;
    std::filesystem::path directory = "bench";
    std::string commit = "unknown";
};

// The options of the benchmarks that measure servers in rounds.
struct Options {
    Options(const std::string& name, const std::string& help);

    // Returns the exit status where there is nothing more to do.
    std::optional<int> parse(int argc, char** argv);
    // Adds how it was measured.
    void tell(Measurement measurement, double others) const;

    // As many rounds as make a median worth keeping.
    static constexpr std::uint32_t recorded_rounds = 5;

    CLI::App app;
    Results results;
    std::uint32_t rounds = recorded_rounds;
    double seconds = 3;
    double warm_up_s = 0.5;
    std::filesystem::path programs;
    std::filesystem::path directory = "build/bench";
};

// The exit status, if the command line is wrong or asks for help.
std::optional<int> parsed(CLI::App& app, int argc, char** argv);

// "8x64"; throws std::runtime_error for anything else.
Shape shape_of(const std::string& text);
std::string name_of(const Shape& shape);  // "8 × 64"

}  // namespace hf::bench
