#include "ctl/bench.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "client/async_client.hpp"
#include "core/commands/claim_requests.hpp"
#include "core/messages/convert.hpp"
#include "core/queries/list_providers.hpp"
#include "ctl/bench_report.hpp"
#include "ctl/changing_line.hpp"
#include "ctl/measuring/bench_template.hpp"
#include "ctl/measuring/closed_loop.hpp"
#include "ctl/measuring/disk_sync.hpp"
#include "ctl/measuring/feed_delay.hpp"
#include "ctl/output.hpp"
#include "site/signals.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

struct BenchOptions {
    BenchLimits limits;
    std::string directory;
};

// Notes that the user wants an end, once and for all.
class Interruption {
public:
    // Returns true if the program is to end.
    bool wait(milliseconds most) {
        if (signal_) return true;
        signal_ = signals_.wait(most);
        return signal_.has_value();
    }
    [[nodiscard]] bool came() const { return signal_.has_value(); }
    // Ends the program as the signal would have done.
    void obey() const {
        if (!signal_) return;
        std::signal(*signal_, SIG_DFL);
        sigset_t set{};
        sigemptyset(&set);
        sigaddset(&set, *signal_);
        std::raise(*signal_);
        pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
    }

private:
    Signals signals_;
    std::optional<int> signal_;
};

class Bench {
public:
    Bench(Client& client, const BenchOptions& options, Interruption& interruption, const std::string& on_behalf_of)
        : client_(client),
          options_(options),
          interruption_(interruption),
          calls_(client.endpoints(), {.calls = {.on_behalf_of = on_behalf_of}}) {}

    tl::expected<BenchReport, ExitStatus> run() {
        const auto status = client_.query(GetStatus{});
        if (!status) return tl::make_unexpected(tell(status.error(), GetStatus::describe.name));
        const auto allowed = commands_allowed(status->result, options_.limits.although_full);
        if (!allowed) {
            say(allowed.error());
            return tl::make_unexpected(ExitStatus::refused);
        }
        report_.in_flight = static_cast<std::uint32_t>(options_.limits.in_flight);
        measure_feed();
        measure_disk(status->result.store_directory);
        Timing one_query;
        const bool done =
            measure("durable commands, 1 in flight", command(), {1, *allowed / 2}, report_.one_command) &&
            measure("durable commands, several in flight", command(),
                    {options_.limits.in_flight, *allowed - *allowed / 2}, report_.commands) &&
            measure("queries, 1 in flight", query(), {1, most_queries}, one_query) &&
            measure("queries, several in flight", query(), {options_.limits.in_flight, most_queries}, report_.queries);
        if (!done) return tl::make_unexpected(failed_);
        judge(report_, one_query, is_of_this_host(client_.endpoints().commands));
        line_.clear();
        return std::move(report_);
    }

private:
    static constexpr std::uint64_t most_queries = 1'000'000;
    static constexpr int parts = 6;

    struct Share {
        std::size_t in_flight;
        std::uint64_t most;
    };

    [[nodiscard]] milliseconds part() const { return milliseconds(options_.limits.seconds * 1000) / parts; }
    [[nodiscard]] Pause pause() {
        return [this](milliseconds most) { return interruption_.wait(most); };
    }

    // Nobody claims a request that is not there: accepted and durable like any command, and nothing has changed.
    ClosedLoop::Send command() {
        return [this](ClosedLoop::Done done) {
            calls_.send(ClaimRequests{{RequestId{BenchTemplate::id}}},
                        [done = std::move(done)](const Called<Done>& called) { done(failure_of(called)); });
        };
    }
    ClosedLoop::Send query() {
        return [this](ClosedLoop::Done done) {
            ListProviders one;
            one.page.limit = 1;
            calls_.ask(one, [done = std::move(done)](const Called<Listing<ProviderAggregate>>& called) {
                done(failure_of(called));
            });
        };
    }

    bool measure(const char* what, ClosedLoop::Send send, Share share, Timing& timing) {
        if (interruption_.came()) return false;
        show(what);
        ClosedLoop loop(std::move(send), {share.in_flight, options_.limits.per_s, share.most, part()});
        const auto failure = loop.run(pause());
        timing = loop.timing();
        if (failure) {
            line_.clear();
            failed_ = tell(*failure);
        }
        return !failure && !interruption_.came();
    }
    void measure_feed() {
        show("events on the feed");
        auto delay = measure_feed_delay(client_, {most_bench_events, part()}, pause());
        if (delay)
            report_.feed_delay = *delay;
        else
            report_.notes.push_back(fmt::format("The feed could not be measured: {}.", delay.error()));
    }
    void measure_disk(const std::string& of_daemon) {
        if (interruption_.came()) return;
        show("the disk's own sync");
        const bool here = is_of_this_host(client_.endpoints().commands);
        const auto& directory = options_.directory.empty() && here ? of_daemon : options_.directory;
        if (directory.empty()) {
            report_.notes.emplace_back(
                "The disk's own sync could not be measured: the daemon is on another host, or does not say where its "
                "store is; --directory names a directory on its disk.");
            return;
        }
        report_.disk_directory = directory;
        auto syncs = measure_syncs(directory, part(), pause());
        if (syncs)
            report_.disk_sync = *syncs;
        else
            report_.notes.push_back(
                fmt::format("The disk's own sync could not be measured: {}; run it as the user of "
                            "the daemon, or name another directory of the same disk "
                            "(--directory).",
                            syncs.error()));
    }
    void show(const char* what) {
        if (line_.is_terminal()) line_.show(fmt::format("measuring {} …", what));
    }

    Client& client_;
    const BenchOptions& options_;
    Interruption& interruption_;
    AsyncClient calls_;
    ChangingLine line_;
    BenchReport report_;
    ExitStatus failed_ = ExitStatus::ok;
};

ExitStatus run_bench(Connection& connection, const BenchOptions& options) {
    // Before the first thread, so that every thread leaves the signals to this one.
    Interruption interruption;
    const auto client = connection.open();
    if (!client) return tell_usage(client.error());
    const auto report = Bench(**client, options, interruption, connection.global().on_behalf_of).run();
    interruption.obey();
    if (!report) return report.error();
    const auto format = connection.global().output();
    const bool for_people = format == Format::table || format == Format::wide || format == Format::name;
    print(for_people ? in_words(*report)
                     : rendered(format, to_map(*report), type_of<BenchReport>, {}, Client::codec(), {}));
    return ExitStatus::ok;
}

}  // namespace

void add_bench(CommandLine& line) {
    const auto options = std::make_shared<BenchOptions>();
    auto& app = line.add(
        "", "bench",
        fmt::format("Measures the running daemon: durable commands, queries, and how soon events are heard, and says "
                    "whether disk, processor or network bounds it. It makes no machine and changes nothing that is "
                    "shown: its commands claim a request that is not there, and its events are those of one inactive "
                    "template that is deleted again. At most {} commands and {} events.",
                    most_bench_commands, most_bench_events));
    auto& limits = options->limits;
    app.add_option("--seconds", limits.seconds, "how long it may take (default 10)")
        ->type_name("N")
        ->check(CLI::Range(1, 60).description(""));
    app.add_option("--in-flight", limits.in_flight, "how many commands or queries are open at once (default 8)")
        ->type_name("N")
        ->check(CLI::Range(1, 256).description(""));
    app.add_option("--rate", limits.per_s, "at most so many commands or queries a second (default 20000)")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000).description(""));
    auto* directory = app.add_option("--directory", options->directory,
                                     "measure the disk of this directory (default: that of the store, where this host "
                                     "has it)");
    line.offer(*directory->type_name("DIRECTORY"), {.files = true});
    app.add_flag("--although-full", limits.although_full,
                 "also where the daemon has to forget its oldest outcomes of commands for it");
    line.does(app, [options](Connection& connection) { return run_bench(connection, *options); });
}

}  // namespace hf::ctl
