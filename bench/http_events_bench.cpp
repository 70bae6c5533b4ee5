// Measures the gateway's streams of events: a thousand of them at a steady rate of events, the time from an event's
// decision to each reader, and what they cost the gateway.
//
//     http_events_bench [--rounds N] [--seconds S] [--streams N] [--rate N]
#include <fmt/format.h>
#include <sys/resource.h>

#include "bench/load/event_stream_session.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/measuring.hpp"
#include "bench/results/options.hpp"
#include "bench/results/series.hpp"
#include "bench/servers/gateway_server.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

struct Settings {
    Options common{"http_events_bench",
                   "Streams of events over HTTP: how soon they have an event, and what they cost."};
    std::uint32_t streams = 1000;
    double rate = 500;
};

struct Measured {
    Series commands;
    std::vector<double> p50_ms;  // of each round, as the others
    std::vector<double> p99_ms;
    std::vector<double> idle_mib;
    std::vector<double> streaming_mib;
    std::vector<double> gateway_cpu;  // parts of a processor
    std::vector<double> readers_cpu;
    std::uint64_t deliveries = 0;
    std::uint64_t missed = 0;
};

double mib_of(const ChildProcess& process) { return static_cast<double>(process.resident_bytes()) / (1 << 20); }

void measure_round(const Settings& settings, Measured& measured) {
    const testing::TemporaryDirectory scratch(settings.common.directory);
    const DaemonServer::Options options{settings.common.programs, scratch.path(), {}};
    DaemonServer daemon(options);
    GatewayServer gateway(options);
    measured.idle_mib.push_back(mib_of(gateway.process()));
    Audience audience(gateway.port(), settings.streams, of_event_streams());
    const auto begin = Stopwatch::now();
    double cpu_s = 0;
    double took_s = 0;
    const LoadPlan plan{{50, 4}, settings.common.warm_up_s, settings.common.seconds, settings.rate};
    auto counted_from = begin;
    const Servers both{&daemon.process(), &gateway.process()};
    measure(both, daemon.commands_port(), zmtp_sessions({create_template()}), plan, measured.commands,
            {.begun =
                 [&] {
                     cpu_s = gateway.process().cpu_seconds();
                     counted_from = Stopwatch::now();
                     audience.count(true);
                 },
             .ended =
                 [&] {
                     cpu_s = gateway.process().cpu_seconds() - cpu_s;
                     took_s = seconds_since(counted_from);
                     audience.count(false);
                 }});
    measured.streaming_mib.push_back(mib_of(gateway.process()));
    auto heard = audience.end();
    measured.readers_cpu.push_back(heard.cpu_s / seconds_since(begin));
    measured.gateway_cpu.push_back(cpu_s / took_s);
    measured.missed += heard.missed;
    measured.deliveries += heard.delays_ms.size();
    measured.p50_ms.push_back(percentile(heard.delays_ms, 0.5));
    measured.p99_ms.push_back(percentile(heard.delays_ms, 0.99));
    gateway.stop();
    daemon.stop();
    fmt::print("  {:>5.0f} events/s, delay p50 {:.1f} ms, p99 {:.1f} ms, {:.0f} MiB, {:.0f} % of a processor\n",
               measured.commands.rates.back(), measured.p50_ms.back(), measured.p99_ms.back(),
               measured.streaming_mib.back(), 100 * measured.gateway_cpu.back());
    std::fflush(stdout);
}

std::string table(const Settings& settings, const Measured& measured) {
    return markdown_table(
               {"streams", "events/s", "deliveries", "missed", "delay p50 ms", "p99 ms", "memory MiB, without streams",
                "with them", "gateway, % of a processor"},
               {{fmt::to_string(settings.streams), fmt::format("{:.0f}", median(measured.commands.rates)),
                 fmt::to_string(measured.deliveries), fmt::to_string(measured.missed),
                 fmt::format("{:.1f}", median(measured.p50_ms)), fmt::format("{:.1f}", median(measured.p99_ms)),
                 fmt::format("{:.1f}", median(measured.idle_mib)),
                 fmt::format("{:.1f}", median(measured.streaming_mib)),
                 fmt::format("{:.0f}", 100 * median(measured.gateway_cpu))}}) +
           fmt::format(
               "\nMedians of the rounds. The delay begins at the event's `time`, before its sync, and ends in the "
               "reader. "
               "The daemon: {}.\nAll readers are one thread on the same machine, which took {:.0f} % of a processor.\n",
               DaemonServer::settings(), 100 * median(measured.readers_cpu));
}

// A stream is a descriptor here and in the gateway, and most shells allow 1024.
void allow_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

void run(const Settings& settings) {
    const auto& common = settings.common;
    Measured measured;
    for (std::uint32_t round = 1; round <= common.rounds; ++round) {
        fmt::print("round {} of {}\n", round, common.rounds);
        measure_round(settings, measured);
    }
    common.tell({.name = "http-events",
                 .title = "Streams of events over HTTP",
                 .how = {},
                 .text = table(settings, measured),
                 .columns = {"delay p50 ms", "delay p99 ms", "MiB", "% of a processor"},
                 .row = {fmt::format("{:.1f}", median(measured.p50_ms)), fmt::format("{:.1f}", median(measured.p99_ms)),
                         fmt::format("{:.1f}", median(measured.streaming_mib)),
                         fmt::format("{:.0f}", 100 * median(measured.gateway_cpu))}},
                others_percent({&measured.commands}));
}

}  // namespace

int main(int argc, char** argv) try {
    Settings settings;
    auto& app = settings.common.app;
    app.add_option("--streams", settings.streams, "how many; others than a thousand are printed only")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option("--rate", settings.rate, "events per second; others are printed only")
        ->check(CLI::Range(1.0, 1e6))
        ->capture_default_str();
    if (const auto status = settings.common.parse(argc, argv)) return *status;
    if (app.count("--streams") + app.count("--rate") > 0) settings.common.results.printed_only = true;
    end_runs_on_signals();
    allow_descriptors();
    run(settings);
} catch (const std::exception& error) {
    fmt::print(stderr, "http_events_bench: {}\n", error.what());
    return 1;
}
