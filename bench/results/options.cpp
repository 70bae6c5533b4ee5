#include "bench/results/options.hpp"

#include <fmt/format.h>

#include <charconv>

#include "bench/results/machine.hpp"

namespace hf::bench {
namespace {

constexpr std::size_t shown_runs = 5;

}  // namespace

Options::Options(std::string name, std::string help) : app(std::move(help), name), name_(std::move(name)) {
    programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    app.add_option("--rounds", rounds, "how many rounds; the results are medians over them")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--seconds", seconds, "how long each measurement takes")
        ->check(CLI::Range(0.1, 3600.0))
        ->capture_default_str();
    app.add_option("--warm-up", warm_up_s, "seconds before each measurement that are not counted")
        ->check(CLI::Range(0.0, 3600.0))
        ->capture_default_str();
    app.add_flag("--print-only", printed_only, "leave RESULTS.md and the history as they are");
    app.add_option("--directory", directory,
                   "the servers' files are in a scratch directory there, on the disk that "
                   "is measured")
        ->capture_default_str();
    app.add_option("--programs", programs, "where hostfactoryd is")->check(CLI::ExistingDirectory);
    app.add_option("--results", results, "where RESULTS.md and history/ are")->capture_default_str();
    app.add_option("--commit", commit, "what was built, for the history");
    app.footer(fmt::format("Fewer than {} rounds are printed only.", recorded_rounds));
}

std::optional<int> Options::parse(int argc, char** argv) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
    programs = std::filesystem::absolute(programs);
    return std::nullopt;
}

void Options::tell(const std::string& name, const std::string& title, const std::string& text, const Row& columns,
                   const Row& row) const {
    const auto date = date_and_time();
    auto section = fmt::format(
        "## {} (`./dev bench {}`)\n{}, commit {}: {}.\n{} rounds of {:g} s after {:g} s of "
        "warm-up, in turns.\n\n{}",
        title, name, date, commit, machine(directory), rounds, seconds, warm_up_s, text);
    fmt::print("\n{}", section);
    if (!recorded()) {
        fmt::print("\nNot recorded: {}.\n", printed_only ? "as was asked for" : "too few rounds");
        return;
    }
    Row all{"date", "commit", "processors"};
    all.insert(all.end(), columns.begin(), columns.end());
    Row values{date, commit, processors()};
    values.insert(values.end(), row.begin(), row.end());
    History history(results / "history" / (name + ".csv"), all);
    history.append(values);
    section += fmt::format("\nThe last runs, the newest first (`bench/history/{}.csv` has all):\n\n{}", name,
                           markdown_table(history.columns(), history.last(shown_runs)));
    write_section(results / "RESULTS.md", name, section);
    fmt::print("\nRecorded in {} and the history beside it.\n", (results / "RESULTS.md").string());
}

Shape shape_of(const std::string& text) {
    Shape shape;
    const auto* const end = text.data() + text.size();
    const auto clients = std::from_chars(text.data(), end, shape.clients);
    if (clients.ec == std::errc() && clients.ptr != end && *clients.ptr == 'x') {
        const auto in_flight = std::from_chars(clients.ptr + 1, end, shape.in_flight);
        if (in_flight.ec == std::errc() && in_flight.ptr == end && shape.clients > 0 && shape.in_flight > 0)
            return shape;
    }
    throw std::runtime_error(fmt::format("\"{}\" is no shape; write clients and messages in flight as 8x64", text));
}

std::string name_of(const Shape& shape) { return fmt::format("{} × {}", shape.clients, shape.in_flight); }

}  // namespace hf::bench
