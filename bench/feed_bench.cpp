// Measures what live subscribers cost and get: durable commands with ten of them beside none, in alternating rounds,
// and the time from an event's decision to a subscriber at a steady rate.
//
//     feed_bench [--rounds N] [--seconds S] [--subscribers N] [--rate N]
#include <fmt/format.h>

#include "bench/load/audience.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/measuring.hpp"
#include "bench/results/options.hpp"
#include "bench/results/series.hpp"
#include "bench/servers/daemon_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

struct Settings {
    Options common{"feed_bench",
                   "Durable commands with live subscribers and without, and how soon these hear of them."};
    std::uint32_t subscribers = 10;
    double rate = 2000;
};

struct Measured {
    Series alone;
    Series with_subscribers;
    Series steady;
    std::vector<double> delays_ms;
    std::vector<double> p99_ms;  // of each round
    std::uint64_t missed = 0;
    double busiest = 0;  // the subscribers' thread, in percent
};

void measure_round(const Settings& settings, std::uint32_t subscribers, const LoadPlan& plan, Series& series,
                   Measured& measured) {
    const testing::TemporaryDirectory scratch(settings.common.directory);
    DaemonServer daemon({settings.common.programs, scratch.path(), {}});
    std::optional<Audience> audience;
    if (subscribers > 0) audience.emplace(daemon.events_port(), subscribers);
    const auto begin = Stopwatch::now();
    measure(daemon.process(), daemon.commands_port(), zmtp_sessions({create_request()}), plan, series,
            {.begun =
                 [&] {
                     if (audience) audience->count(true);
                 },
             .ended =
                 [&] {
                     if (audience) audience->count(false);
                 }});
    if (audience) {
        auto heard = audience->end();
        measured.missed += heard.missed;
        measured.busiest = std::max(measured.busiest, 100 * heard.cpu_s / seconds_since(begin));
        if (plan.rate > 0) {
            measured.p99_ms.push_back(percentile(heard.delays_ms, 0.99));
            measured.delays_ms.insert(measured.delays_ms.end(), heard.delays_ms.begin(), heard.delays_ms.end());
        }
    }
    audience.reset();
    daemon.stop();
    fmt::print("  {:>2} subscribers {:>9.0f}/s{}\n", subscribers, series.rates.back(),
               plan.rate > 0 ? fmt::format(", p99 of the delay {:.2f} ms", measured.p99_ms.back()) : "");
    std::fflush(stdout);
}

std::string tables(const Settings& settings, Measured& measured) {
    auto& [alone, with, steady, delays, p99, missed, busiest] = measured;
    const auto text =
        markdown_table({"subscribers", "CreateRequest/s, 50 × 1", "p50 / p99 / p99.9 ms"},
                       {{"0", rate(alone), latencies(alone)},
                        {fmt::to_string(settings.subscribers), rate(with), latencies(with)},
                        {"ratio", ratio(with, alone), lowest_and_highest_ratio(with, alone) + " in a round"}}) +
        "\n" +
        markdown_table({"at a rate of", "deliveries", "from decision to subscriber, p50 ms", "p99 ms over all",
                        "p99 ms, median of the rounds"},
                       {{fmt::format("{:.0f}/s", median(steady.rates)), fmt::to_string(delays.size()),
                         fmt::format("{:.2f}", percentile(delays, 0.5)),
                         fmt::format("{:.2f}", percentile(delays, 0.99)), fmt::format("{:.2f}", median(p99))}});
    return text + fmt::format(
                      "\nThe delay begins at the event's `time`, before its sync. The subscribers missed {} events. "
                      "The daemon: {}.\nThe load generator took {:.0f} % of a processor at most, the subscribers' "
                      "thread {:.0f} %.\n",
                      missed, DaemonServer::settings(), busiest_percent({&alone, &with, &steady}), busiest);
}

void run(const Settings& settings) {
    const auto& common = settings.common;
    Measured measured;
    for (std::uint32_t round = 1; round <= common.rounds; ++round) {
        fmt::print("round {} of {}\n", round, common.rounds);
        const LoadPlan all_it_can{{50, 1}, common.warm_up_s, common.seconds, 0};
        const LoadPlan steady{{50, 4}, common.warm_up_s, common.seconds, settings.rate};
        measure_round(settings, 0, all_it_can, measured.alone, measured);
        measure_round(settings, settings.subscribers, all_it_can, measured.with_subscribers, measured);
        measure_round(settings, settings.subscribers, steady, measured.steady, measured);
    }
    const auto text = tables(settings, measured);
    common.tell({.name = "feed",
                 .title = "Commands with live subscribers, and what these hear",
                 .how = {},
                 .text = text,
                 .columns = {"10 subscribers : none", "delay p50 ms", "delay p99 ms"},
                 .row = {ratio(measured.with_subscribers, measured.alone),
                         fmt::format("{:.2f}", percentile(measured.delays_ms, 0.5)),
                         fmt::format("{:.2f}", median(measured.p99_ms))}},
                others_percent({&measured.alone, &measured.with_subscribers, &measured.steady}));
}

}  // namespace

int main(int argc, char** argv) try {
    Settings settings;
    auto& app = settings.common.app;
    app.add_option("--subscribers", settings.subscribers, "how many; others than ten are printed only")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    app.add_option("--rate", settings.rate, "commands per second while delays are measured; others are printed only")
        ->check(CLI::Range(1.0, 1e6))
        ->capture_default_str();
    if (const auto status = settings.common.parse(argc, argv)) return *status;
    if (app.count("--subscribers") + app.count("--rate") > 0) settings.common.results.printed_only = true;
    end_runs_on_signals();
    run(settings);
} catch (const std::exception& error) {
    fmt::print(stderr, "feed_bench: {}\n", error.what());
    return 1;
}
