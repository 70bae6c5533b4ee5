// Options: the command line that all benchmarks with servers share, and the place where their results go.
//
//     Options options("durable_bench", "Durable commands beside Redis.");
//     options.app.add_option(…);
//     if (const auto status = options.parse(argc, argv)) return *status;
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/generator.hpp"
#include "bench/results/document.hpp"

namespace hf::bench {

struct Options {
    Options(std::string name, std::string help);

    // Returns the exit status where there is nothing more to do.
    std::optional<int> parse(int argc, char** argv);

    // As many rounds as make a median worth keeping.
    static constexpr std::uint32_t recorded_rounds = 5;
    [[nodiscard]] bool recorded() const { return rounds >= recorded_rounds && !printed_only; }

    // Prints the section and, if this run is recorded, adds the row to the history of this name and writes both into
    // RESULTS.md. `row` goes after the columns date, commit and processors.
    void tell(const std::string& name, const std::string& title, const std::string& text, const Row& columns,
              const Row& row) const;

    CLI::App app;
    std::uint32_t rounds = recorded_rounds;
    double seconds = 3;
    double warm_up_s = 0.5;
    bool printed_only = false;
    std::filesystem::path programs;
    std::filesystem::path directory = "build/bench";
    std::filesystem::path results = "bench";
    std::string commit = "unknown";

private:
    std::string name_;
};

// "8x64"; throws std::runtime_error for anything else.
Shape shape_of(const std::string& text);
std::string name_of(const Shape& shape);  // "8 × 64"

}  // namespace hf::bench
