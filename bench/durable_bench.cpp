// Measures durable commands of the daemon beside XADD of a Redis that syncs before each reply, with the same load
// generator, on the same disk, in alternating rounds. Each measurement begins with a server and a store of its own.
//
//     durable_bench [--rounds N] [--seconds S] [--shape CxM …] [--only request|template|redis …]
//
// A round's ratio compares what was measured right after each other, so that it suffers least from what else the
// machine does; the tables have the medians over all rounds.
#include <fmt/format.h>

#include <map>
#include <sstream>

#include "bench/load/redis_session.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/measuring.hpp"
#include "bench/results/machine.hpp"
#include "bench/results/options.hpp"
#include "bench/servers/daemon_server.hpp"
#include "bench/servers/redis_server.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

// In the order in which a round measures them.
const std::vector<std::string> workloads{"request", "redis", "template"};

struct Settings {
    Options common{"durable_bench", "Durable commands beside XADD of a Redis that syncs before each reply."};
    std::vector<std::string> shapes{"1x1", "8x1", "50x1", "8x8", "8x64"};
    std::vector<std::string> only = workloads;
    std::string under;
};

// What was measured of one workload in one shape, a value a round.
struct Series {
    std::vector<double> rates;
    std::vector<double> cpu_us;  // of the server, for each command
    std::vector<double> latencies_ms;
    std::vector<double> generator;  // the part of a processor that the load generator took
};

// What was measured in one shape.
struct Measured {
    Series request;
    Series redis;
    Series tmpl;

    Series& of(const std::string& workload) {
        return workload == "request" ? request : workload == "redis" ? redis : tmpl;
    }
};

using Table = std::map<std::string, Measured>;  // by shape

template <class Server>
void measure(const Server& server, int port, const Sessions& sessions, const LoadPlan& plan, Series& series) {
    double cpu = 0;
    auto load = run_load(port, sessions, plan,
                         {.begun = [&] { cpu = server.process().cpu_seconds(); },
                          .ended = [&] { cpu = server.process().cpu_seconds() - cpu; }});
    series.rates.push_back(load.rate());
    series.cpu_us.push_back(cpu * 1e6 / static_cast<double>(load.latencies_ms.size()));
    series.generator.push_back(load.own_cpu_s / load.seconds);
    series.latencies_ms.insert(series.latencies_ms.end(), load.latencies_ms.begin(), load.latencies_ms.end());
}

void measure(const Settings& settings, const std::string& workload, const Shape& shape, Series& series) {
    const LoadPlan plan{shape, settings.common.warm_up_s, settings.common.seconds, 0};
    const ScratchDirectory scratch(settings.common.directory);
    if (workload == "redis") {
        RedisServer redis(scratch.path());
        measure(redis, redis.port(), redis_sessions(create_request().size()), plan, series);
        redis.stop();
    } else {
        std::istringstream words(settings.under);
        DaemonServer daemon({settings.common.programs,
                             scratch.path(),
                             {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()}});
        const auto message = workload == "request" ? create_request() : create_template();
        measure(daemon, daemon.commands_port(), zmtp_sessions({message}), plan, series);
        daemon.stop();
    }
    fmt::print("  {:>7}  {:<8} {:>9.0f}/s\n", name_of(shape), workload, series.rates.back());
    std::fflush(stdout);
}

std::vector<double> ratios(const Series& ours, const Series& theirs) {
    std::vector<double> all;
    for (std::size_t i = 0; i < std::min(ours.rates.size(), theirs.rates.size()); ++i)
        all.push_back(ours.rates[i] / theirs.rates[i]);
    return all;
}

std::string ratio(const Series& ours, const Series& theirs) {
    const auto all = ratios(ours, theirs);
    return all.empty() ? "–" : fmt::format("{:.2f}", median(all));
}

std::string lowest_and_highest(const std::vector<double>& values) {
    if (values.empty()) return "–";
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return fmt::format("{:.2f} to {:.2f}", *low, *high);
}

std::string rate(const Series& series) {
    return series.rates.empty() ? "–" : fmt::format("{:.0f}", median(series.rates));
}

std::string milliseconds(Series& series) {
    if (series.rates.empty()) return "–";
    auto& all = series.latencies_ms;
    return fmt::format("{:.2f} / {:.2f} / {:.2f}", percentile(all, 0.5), percentile(all, 0.99), percentile(all, 0.999));
}

std::string cpu(const Series& series) {
    return series.rates.empty() ? "–" : fmt::format("{:.0f}", median(series.cpu_us));
}

std::string tables(const Settings& settings, Table& table) {
    std::vector<Row> rates;
    std::vector<Row> costs;
    double busiest = 0;
    for (const auto& text : settings.shapes) {
        auto& [request, redis, tmpl] = table[text];
        const auto shape = name_of(shape_of(text));
        rates.push_back({shape, rate(request), rate(tmpl), rate(redis), ratio(request, redis),
                         lowest_and_highest(ratios(request, redis)), ratio(tmpl, redis)});
        costs.push_back({shape, milliseconds(request), milliseconds(tmpl), milliseconds(redis), cpu(request), cpu(tmpl),
                         cpu(redis)});
        for (const auto* series : {&request, &redis, &tmpl})
            for (const auto part : series->generator) busiest = std::max(busiest, part);
    }
    return markdown_table({"clients × in flight", "CreateRequest/s", "CreateTemplate/s", "XADD/s",
                           "ratio of CreateRequest", "lowest and highest of a round", "ratio of CreateTemplate"},
                          rates) +
           "\n" +
           markdown_table({"clients × in flight", "CreateRequest, p50 / p99 / p99.9 ms", "CreateTemplate", "XADD",
                           "CPU µs of the server for a CreateRequest", "CreateTemplate", "XADD"},
                          costs) +
           fmt::format(
               "\nThe daemon: {}. Redis {}: {}; an entry has the {} bytes of a CreateRequest with its frames.\n"
               "The load generator took {:.0f} % of a processor at most.\n",
               DaemonServer::settings(), version_of("redis-server"), RedisServer::settings(), create_request().size(),
               100 * busiest);
}

void run(const Settings& settings) {
    std::vector<std::string> columns;
    Row row;
    Table table;
    for (std::uint32_t round = 1; round <= settings.common.rounds; ++round) {
        fmt::print("round {} of {}\n", round, settings.common.rounds);
        for (const auto& text : settings.shapes)
            for (const auto& workload : settings.only)
                measure(settings, workload, shape_of(text), table[text].of(workload));
    }
    for (const auto& text : settings.shapes) {
        columns.push_back(name_of(shape_of(text)));
        row.push_back(ratio(table[text].request, table[text].redis));
    }
    columns.emplace_back("p99.9 ms at 8 × 8");
    row.push_back(fmt::format("{:.1f}", percentile(table["8x8"].request.latencies_ms, 0.999)));
    settings.common.tell("durable", "Durable commands beside Redis", tables(settings, table), columns, row);
}

}  // namespace

int main(int argc, char** argv) try {
    Settings settings;
    auto& app = settings.common.app;
    app.add_option("--shape", settings.shapes, "clients x messages in flight of each; several")
        ->check([](const std::string& text) {
            try {
                shape_of(text);
                return std::string();
            } catch (const std::exception& error) {
                return std::string(error.what());
            }
        })
        ->capture_default_str();
    app.add_option("--only", settings.only, "of request, redis and template")
        ->check(CLI::IsMember(workloads))
        ->capture_default_str();
    app.add_option("--under", settings.under, "a program that runs the daemon, such as \"strace -fc -o FILE\"");
    if (const auto status = settings.common.parse(argc, argv)) return *status;
    const bool complete = app.count("--shape") + app.count("--only") + app.count("--under") == 0;
    if (!complete) settings.common.printed_only = true;
    end_runs_on_signals();
    version_of("redis-server");
    run(settings);
} catch (const std::exception& error) {
    fmt::print(stderr, "durable_bench: {}\n", error.what());
    return 1;
}
