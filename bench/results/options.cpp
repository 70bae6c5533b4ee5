#include "bench/results/options.hpp"

#include <fmt/format.h>

#include <charconv>

#include "bench/results/machine.hpp"

namespace hf::bench {
namespace {

constexpr std::size_t shown_runs = 5;

}  // namespace

void Results::add_to(CLI::App& app) {
    app.add_flag("--print-only", printed_only, "leave RESULTS.md and the history as they are");
    app.add_flag(
        "--although-busy", although_busy,
        fmt::format("record it, too, if other programs take more than {:g} % of the processors", busy_percent));
    app.add_option("--results", directory, "where RESULTS.md and history/ are")->capture_default_str();
    app.add_option("--commit", commit, "what was built, for the history");
}

void Results::tell(Measurement measurement, const std::filesystem::path& measured_directory, double others,
                   std::string unfit) const {
    const auto date = date_and_time();
    const bool busy = others > busy_percent;
    auto section = fmt::format(
        "## {} (`./dev bench {}`)\n{}, commit {}: {}.\n{} Other programs took {:.0f} % of the processors "
        "meanwhile{}.\n\n{}",
        measurement.title, measurement.name, date, commit, machine(measured_directory), measurement.how, others,
        busy ? ", so times say little" : "", measurement.text);
    fmt::print("\n{}", section);
    if (busy && !although_busy && unfit.empty())
        unfit = fmt::format(
            "other programs took {:.0f} % of the processors, more than {:g} %; wait until they have "
            "ended, or give --although-busy",
            others, busy_percent);
    if (printed_only) unfit = "as was asked for";
    if (!unfit.empty()) {
        fmt::print("\nNot recorded: {}.\n", unfit);
        return;
    }
    measurement.columns.emplace_back("others %");
    measurement.row.push_back(fmt::format("{:.0f}", others));
    Row columns{"date", "commit", "processors"};
    columns.insert(columns.end(), measurement.columns.begin(), measurement.columns.end());
    Row row{date, commit, processors()};
    row.insert(row.end(), measurement.row.begin(), measurement.row.end());
    History history(directory / "history" / (measurement.name + ".csv"), columns);
    history.append(row);
    section += fmt::format("\nThe last runs, the newest first (`bench/history/{}.csv` has all):\n\n{}",
                           measurement.name, markdown_table(columns, history.last(shown_runs)));
    write_section(directory / "RESULTS.md", measurement.name, section);
    fmt::print("\nRecorded in {} and the history beside it.\n", (directory / "RESULTS.md").string());
}

Options::Options(const std::string& name, const std::string& help) : app(help, name) {
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
    app.add_option("--directory", directory,
                   "the servers' files are in a scratch directory there, on the disk that is measured")
        ->capture_default_str();
    app.add_option("--programs", programs, "where hostfactoryd is")->check(CLI::ExistingDirectory);
    results.add_to(app);
    app.footer(fmt::format("Fewer than {} rounds are printed only.", recorded_rounds));
}

std::optional<int> Options::parse(int argc, char** argv) {
    const auto status = parsed(app, argc, argv);
    programs = std::filesystem::absolute(programs);
    return status;
}

void Options::tell(Measurement measurement, double others) const {
    measurement.how = fmt::format("{} rounds of {:g} s after {:g} s of warm-up, in turns.", rounds, seconds, warm_up_s);
    results.tell(std::move(measurement), directory, others, rounds < recorded_rounds ? "too few rounds" : "");
}

std::optional<int> parsed(CLI::App& app, int argc, char** argv) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error);
    }
    return std::nullopt;
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
