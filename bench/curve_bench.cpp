// Measures what CURVE costs: commands and queries by the client library over TCP, at a daemon that knows who is asking
// and at one that does not, in alternating rounds.
//
//     curve_bench [--rounds N] [--seconds S]
#include <fmt/format.h>

#include <map>

#include "bench/measuring.hpp"
#include "bench/results/options.hpp"
#include "bench/results/series.hpp"
#include "bench/servers/daemon_server.hpp"
#include "client/async_client.hpp"
#include "core/commands/create_request.hpp"
#include "core/queries/who_am_i.hpp"
#include "core/threads/mutex.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

struct Case {
    const char* name;
    Shape shape;
    bool command;
};
const std::vector<Case> cases{{"CreateRequest, 1 × 1", {1, 1}, true},
                              {"CreateRequest, 8 × 8", {8, 8}, true},
                              {"WhoAmI, 1 × 1", {1, 1}, false},
                              {"WhoAmI, 8 × 8", {8, 8}, false}};

// Keeps calls in flight until it has ended, and takes their times while they count.
class Calls {
public:
    Calls(const SiteEndpoints& endpoints, const Case& of) : of_(of) {
        for (std::uint32_t i = 0; i < of.shape.clients; ++i)
            clients_.push_back(std::make_unique<AsyncClient>(endpoints));
        for (auto& client : clients_)
            for (std::uint32_t i = 0; i < of.shape.in_flight; ++i) next(*client);
    }
    void count(bool counts) EXCLUDES(mutex_) {
        const MutexLock lock(mutex_);
        counts_ = counts;
    }
    std::vector<double> end() EXCLUDES(mutex_) {
        ended_ = true;
        clients_.clear();
        const MutexLock lock(mutex_);
        if (!fault_.empty()) throw std::runtime_error(fault_);
        return std::move(latencies_ms_);
    }

private:
    void next(AsyncClient& client) {
        if (ended_) return;
        const auto begun = Stopwatch::now();
        const auto then = [this, &client, begun](const auto& called) { took(client, begun, called); };
        if (!of_.command) return client.ask(WhoAmI{}, then);
        CreateRequest order;
        order.template_id = {"bench"};
        order.machine_count = 1;
        client.send(order, then);
    }
    template <class R>
    void took(AsyncClient& client, Stopwatch::time_point begun, const Called<R>& called) EXCLUDES(mutex_) {
        {
            const MutexLock lock(mutex_);
            if (!called && !ended_) fault_ = called.error().error.message;
            if (counts_) latencies_ms_.push_back(1000 * seconds_since(begun));
        }
        if (called) next(client);
    }

    const Case& of_;
    std::atomic<bool> ended_ = false;
    Mutex mutex_;
    bool counts_ GUARDED_BY(mutex_) = false;
    std::vector<double> latencies_ms_ GUARDED_BY(mutex_);
    std::string fault_ GUARDED_BY(mutex_);
    std::vector<std::unique_ptr<AsyncClient>> clients_;
};

void pause_for(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

void measure_case(const Options& options, const DaemonServer& daemon, const Case& of, Series& series) {
    Calls calls(daemon.endpoints(), of);
    pause_for(options.warm_up_s);
    const auto begun = Stopwatch::now();
    const auto cpu = daemon.process().cpu_seconds();
    calls.count(true);
    pause_for(options.seconds);
    calls.count(false);
    const auto cpu_taken = daemon.process().cpu_seconds() - cpu;
    const auto seconds = seconds_since(begun);
    const auto latencies = calls.end();
    if (latencies.empty()) throw std::runtime_error("not a single reply has come");
    const auto count = static_cast<double>(latencies.size());
    series.rates.push_back(count / seconds);
    series.cpu_us.push_back(1e6 * cpu_taken / count);
    series.latencies_ms.insert(series.latencies_ms.end(), latencies.begin(), latencies.end());
}

struct Measured {
    Series open;
    Series secured;
};

void run(const Options& options) {
    std::vector<Measured> table(cases.size());
    for (std::uint32_t round = 1; round <= options.rounds; ++round) {
        fmt::print("round {} of {}\n", round, options.rounds);
        std::fflush(stdout);
        for (const bool secured : {false, true}) {
            const testing::TemporaryDirectory scratch(options.directory);
            DaemonServer daemon({options.programs, scratch.path(), {}, secured});
            for (std::size_t i = 0; i < cases.size(); ++i)
                measure_case(options, daemon, cases[i], secured ? table[i].secured : table[i].open);
            daemon.stop();
        }
    }
    Row columns;
    Row row;
    std::vector<Row> lines;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        auto& [open, secured] = table[i];
        lines.push_back({cases[i].name, rate(open), rate(secured), ratio(secured, open),
                         lowest_and_highest_ratio(secured, open), latencies(open), latencies(secured), cpu(open),
                         cpu(secured)});
        columns.emplace_back(cases[i].name);
        std::erase(columns.back(), ',');
        row.push_back(lines.back()[3]);
    }
    const auto text =
        markdown_table({"clients × in flight", "/s without", "/s with CURVE", "ratio", "lowest and highest of a round",
                        "p50 / p99 / p99.9 ms without", "with CURVE", "CPU µs of the server without", "with CURVE"},
                       lines) +
        fmt::format(
            "\nThe client library sends and asks, so both ends encrypt on the same processors. The daemon: {}.\n",
            DaemonServer::settings());
    options.tell(
        {.name = "curve", .title = "What CURVE costs", .how = {}, .text = text, .columns = columns, .row = row},
        0);  // the clients have threads of their own, which would count among others
}

}  // namespace

int main(int argc, char** argv) try {
    Options options("curve_bench", "Commands and queries with CURVE and without.");
    if (const auto status = options.parse(argc, argv)) return *status;
    end_runs_on_signals();
    run(options);
} catch (const std::exception& error) {
    fmt::print(stderr, "curve_bench: {}\n", error.what());
    return 1;
}
