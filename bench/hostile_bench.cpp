// Measures what a good client has to bear from a hostile one: the times of its commands and queries beside each kind of
// harm, and the memory that the daemon comes to.
//
//     hostile_bench [--rounds N] [--seconds S]
#include <fmt/format.h>

#include "bench/load/hostile.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/measuring.hpp"
#include "bench/results/options.hpp"
#include "bench/results/series.hpp"
#include "bench/servers/daemon_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

constexpr double rate_per_s = 200;        // of the good client's commands, and of its queries
constexpr std::uint64_t requests = 1000;  // that lists have

PreparedMessage list_of_all() { return framed("ListRequests", {{"limit", Value(requests)}}); }

struct Harm {
    const char* name;
    void (*done_to)(const DaemonServer& daemon);  // null: none
};

const std::vector<Harm> harms{
    {"nobody", nullptr},
    {"10,000 commands in flight", [](const DaemonServer& d) { flood(d.commands_port(), create_request(), 1, 10'000); }},
    {"100 lists of 1,000 rows in flight",
     [](const DaemonServer& d) { flood(d.queries_port(), list_of_all(), 1, 100); }},
    {"2,000 connections", [](const DaemonServer& d) { only_connect(d.commands_port(), 1'900); }},
    {"3,000 lists of 1,000 rows, unread",
     [](const DaemonServer& d) { never_read(d.queries_port(), list_of_all(), 5, 3'000); }},
    {"16 × frames of 127 MB", [](const DaemonServer& d) { send_frames(d.commands_port(), 16, 127 << 20U); }},
};

struct Measured {
    Series commands;
    Series queries;
    double megabytes = 0;  // the most that the daemon had
};

void fill(const DaemonServer& daemon) {
    for (std::uint64_t number = 1; number <= requests; ++number)
        ask_over_zmtp(daemon.commands_port(), "CreateRequest", create_request_body(), number);
}

void measure_beside(const Options& options, const Harm& harm, Measured& measured) {
    const testing::TemporaryDirectory scratch(options.directory);
    DaemonServer daemon({options.programs, scratch.path(), {}});
    fill(daemon);
    std::optional<ChildProcess> hostile;
    if (harm.done_to)
        hostile.emplace([&] {
            try {
                harm.done_to(daemon);
            } catch (const std::exception&) {
                // The daemon has ended its connections; the good client is measured all the same.
            }
        });
    const LoadPlan plan{{1, 4}, options.warm_up_s, options.seconds, rate_per_s};
    const auto query = framed("WhoAmI", {});
    measure(daemon.process(), daemon.commands_port(), zmtp_sessions({create_request()}), plan, measured.commands);
    measure(daemon.process(), daemon.queries_port(), zmtp_sessions({query}), plan, measured.queries);
    measured.megabytes =
        std::max(measured.megabytes, static_cast<double>(daemon.process().resident_bytes()) / (1U << 20U));
    hostile.reset();
    daemon.stop();
    fmt::print("  {:>34}: {:.0f} MB\n", harm.name, measured.megabytes);
    std::fflush(stdout);
}

std::string beside(Series& series, Series& alone) {
    return fmt::format("{:.1f}", percentile(series.latencies_ms, 0.99) / percentile(alone.latencies_ms, 0.99));
}

void run(const Options& options) {
    std::vector<Measured> table(harms.size());
    for (std::uint32_t round = 1; round <= options.rounds; ++round) {
        fmt::print("round {} of {}\n", round, options.rounds);
        for (std::size_t i = 0; i < harms.size(); ++i) measure_beside(options, harms[i], table[i]);
    }
    std::vector<Row> lines;
    Row columns;
    Row row;
    for (std::size_t i = 0; i < harms.size(); ++i) {
        auto& [commands, queries, megabytes] = table[i];
        lines.push_back({harms[i].name, latencies(commands), beside(commands, table[0].commands), latencies(queries),
                         beside(queries, table[0].queries), fmt::format("{:.0f}", megabytes)});
        if (i == 0) continue;
        columns.push_back(fmt::format("{} (command; query)", harms[i].name));
        row.push_back(fmt::format("{}; {}", lines.back()[2], lines.back()[4]));
        for (auto& letter : columns.back())
            if (letter == ',') letter = ' ';
    }
    const auto text =
        markdown_table({"the hostile client", "a good one's CreateRequest, p50 / p99 / p99.9 ms", "p99 : alone",
                        "its WhoAmI, p50 / p99 / p99.9 ms", "p99 : alone", "the daemon's memory, MB"},
                       lines) +
        fmt::format(
            "\nThe good client sends {:.0f} commands a second on one connection, then as many queries. The hostile one "
            "is a process\nof its own that shares the processors with the daemon and the good one. The daemon: {}. It "
            "has {} requests.\n",
            rate_per_s, DaemonServer::settings(), requests);
    options.tell({.name = "hostile",
                  .title = "A good client beside a hostile one",
                  .how = {},
                  .text = text,
                  .columns = columns,
                  .row = row},
                 // In the other rounds the hostile client would be among them.
                 others_percent({&table[0].commands, &table[0].queries}));
}

}  // namespace

int main(int argc, char** argv) try {
    Options options("hostile_bench", "A good client's times beside a hostile one's.");
    if (const auto status = options.parse(argc, argv)) return *status;
    end_runs_on_signals();
    run(options);
} catch (const std::exception& error) {
    fmt::print(stderr, "hostile_bench: {}\n", error.what());
    return 1;
}
