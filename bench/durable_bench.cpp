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
#include "bench/results/series.hpp"
#include "bench/servers/daemon_server.hpp"
#include "bench/servers/redis_server.hpp"
#include "tests/support/temporary_directory.hpp"

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

void measure_round(const Settings& settings, const std::string& workload, const Shape& shape, Series& series) {
    const LoadPlan plan{shape, settings.common.warm_up_s, settings.common.seconds, 0};
    const testing::TemporaryDirectory scratch(settings.common.directory);
    if (workload == "redis") {
        RedisServer redis(scratch.path());
        measure(redis.process(), redis.port(), redis_sessions(create_request().size()), plan, series);
        redis.stop();
    } else {
        std::istringstream words(settings.under);
        DaemonServer daemon({settings.common.programs,
                             scratch.path(),
                             {std::istream_iterator<std::string>(words), std::istream_iterator<std::string>()}});
        const auto message = workload == "request" ? create_request() : create_template();
        measure(daemon.process(), daemon.commands_port(), zmtp_sessions({message}), plan, series);
        daemon.stop();
    }
    fmt::print("  {:>7}  {:<8} {:>9.0f}/s\n", name_of(shape), workload, series.rates.back());
    std::fflush(stdout);
}

std::string tables(const Settings& settings, Table& table, std::vector<const Series*>& all) {
    std::vector<Row> rates;
    std::vector<Row> costs;
    for (const auto& text : settings.shapes) {
        auto& [request, redis, tmpl] = table[text];
        const auto shape = name_of(shape_of(text));
        rates.push_back({shape, rate(request), rate(tmpl), rate(redis), ratio(request, redis),
                         lowest_and_highest_ratio(request, redis), ratio(tmpl, redis)});
        costs.push_back(
            {shape, latencies(request), latencies(tmpl), latencies(redis), cpu(request), cpu(tmpl), cpu(redis)});
        for (const auto* series : {&request, &redis, &tmpl}) all.push_back(series);
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
               busiest_percent(all));
}

void run(const Settings& settings) {
    std::vector<std::string> columns;
    Row row;
    Table table;
    for (std::uint32_t round = 1; round <= settings.common.rounds; ++round) {
        fmt::print("round {} of {}\n", round, settings.common.rounds);
        for (const auto& text : settings.shapes)
            for (const auto& workload : settings.only)
                measure_round(settings, workload, shape_of(text), table[text].of(workload));
    }
    for (const auto& text : settings.shapes) {
        columns.push_back(name_of(shape_of(text)));
        row.push_back(ratio(table[text].request, table[text].redis));
    }
    columns.emplace_back("p99.9 ms at 8 × 8");
    row.push_back(fmt::format("{:.1f}", percentile(table["8x8"].request.latencies_ms, 0.999)));
    std::vector<const Series*> all;
    auto text = tables(settings, table, all);
    settings.common.tell({.name = "durable",
                          .title = "Durable commands beside Redis",
                          .how = {},
                          .text = std::move(text),
                          .columns = columns,
                          .row = row},
                         others_percent(all));
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
    app.add_option("--under", settings.under, "a program that runs the daemon, such as \"strace -Dfc -o FILE\"");
    if (const auto status = settings.common.parse(argc, argv)) return *status;
    const bool complete = app.count("--shape") + app.count("--only") + app.count("--under") == 0;
    if (!complete) settings.common.results.printed_only = true;
    end_runs_on_signals();
    version_of("redis-server");
    run(settings);
} catch (const std::exception& error) {
    fmt::print(stderr, "durable_bench: {}\n", error.what());
    return 1;
}
