// Measures what a daemon with a long past needs. It writes the store; then it starts as daemon/daemon.cpp
// does, writes a snapshot, and answers queries in messages; then it starts again from the snapshot.
//
//     million_requests_bench [DIRECTORY [REQUESTS]] [--print-only]     # default: . 1000000
//
// It makes a scratch directory there and removes it; a million requests take some 5 GB.
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/sqlite_snapshot_store.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/uuid_v7_source.hpp"
#include "bench/measuring.hpp"
#include "bench/results/machine.hpp"
#include "bench/results/options.hpp"
#include "bench/servers/child_process.hpp"
#include "bench/site_history.hpp"
#include "core/catalogue.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/snapshots/recovery.hpp"
#include "core/snapshots/snapshotter.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

constexpr double gigabyte = 1e9;

struct Start {
    double opened_s = 0;
    double whole_s = 0;
    double resident = 0;
};

// What the processes that measure have found; they share it.
struct Figures {
    double events = 0;
    double written_s = 0;
    Start without_snapshot;
    Start with_snapshot;
    double snapshot_s = 0;
    std::array<char, 8192> queries{};  // rows of a table
};

Figures& shared_figures() {
    void* const place = ::mmap(nullptr, sizeof(Figures), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (place == MAP_FAILED) throw std::runtime_error("no memory to share");
    return *new (place) Figures;
}

void write_store(const SqliteEventStore::Options& options, const Codec& codec, std::uint64_t requests,
                 Figures& figures) {
    SqliteEventStore store(options);
    SiteHistory history;
    auto events = history.beginning();
    OutcomeNumber commands = 0;
    const auto start = Stopwatch::now();
    while (!events.empty()) {
        std::vector<RecordedEvent> records;
        std::vector<CommandOutcome> outcomes;
        for (const auto& placed : events) {
            records.push_back(record(placed, codec));
            if (const auto* created = std::get_if<RequestCreated>(&placed.event))
                outcomes.push_back({++commands, placed.meta.command_id, placed.meta.position, true,
                                    codec.encode(RequestAccepted{created->request_id})});
        }
        store.append(records, outcomes);
        events.clear();
        while (events.size() < 10'000 && history.requests() < requests)
            for (auto& event : history.next_request()) events.push_back(std::move(event));
    }
    figures.events = static_cast<double>(store.head());
    figures.written_s = seconds_since(start);
    fmt::print("{} requests written as {} events in {:.0f} s\n", history.requests(), store.head(), figures.written_s);
}

class ErrorLog final : public Log {
public:
    void debug(const std::string&) override {}
    void info(const std::string&) override {}
    void warn(const std::string& text) override { fmt::print(stderr, "{}\n", text); }
    void error(const std::string& text) override { warn(text); }
};

// Runs in a process of its own, so that memory left by one start is not counted with the next.
void in_a_process_of_its_own(const std::function<void()>& act) {
    std::fflush(nullptr);
    const auto child = ::fork();
    if (child == 0) {
        try {
            act();
        } catch (const std::exception& error) {
            fmt::print(stderr, "{}\n", error.what());
            std::fflush(nullptr);
            ::_exit(1);
        }
        std::fflush(nullptr);
        ::_exit(0);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) throw std::runtime_error("a start failed");
}

class Daemon {
public:
    Daemon(const SqliteEventStore::Options& options, const Codec& codec, std::uint64_t requests, Start& figures)
        : codec_(codec), requests_(requests), snapshots_(options.path.string() + ".snapshot") {
        const auto begin = Stopwatch::now();
        const auto claim = SqliteEventStore::claim(options);
        auto snapshot = load_snapshot_of(*claim, &snapshots_, codec_, log_);
        store_ = claim->open(snapshot.verified());
        figures.opened_s = seconds_since(begin);
        ledger_.emplace(Ledger::Dependencies{clock_, ids_, *store_, codec_, limits_, types_, commits_, {}});
        queries_.emplace(codec_, access_,
                         QueryContext{models_, *store_, limits_, types_, clock_, [] { return DaemonStatus{}; }});
        add_every_query(*queries_);
        const ZstdEventArchive archive(options.path.string() + ".archive", store_->id(), codec_);
        auto recovered = recover(std::move(snapshot), *store_, archive, codec_, limits_.remembered_commands);
        snapshot_ = recovered.snapshot;
        models_.go_on_from(std::move(recovered.view));
        ledger_->go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
        figures.whole_s = seconds_since(begin);
        figures.resident = static_cast<double>(resident());
        fmt::print("started in {:.1f} s, {:.2f} GB resident\n", figures.whole_s, figures.resident / gigabyte);
    }

    double write_snapshot() {
        const auto begin = Stopwatch::now();
        Snapshotter snapshotter({clock_, models_, *store_, snapshots_, codec_, log_, 1'000'000'000'000}, snapshot_);
        snapshotter.start(store_->head());
        snapshotter.stop();
        return seconds_since(begin);
    }

    void ask(std::string_view name, std::string_view type, const ValueMap& body) {
        const auto message = codec_.encode(ValueMap{
            {"v", Value(protocol_version)}, {"id", Value("q-1")}, {"type", Value(type)}, {"body", Value(body)}});
        Reply reply;
        const auto answer = queries_->reply_to(message, {});
        if (codec_.decode(answer, reply) || reply.status != ReplyStatus::ok)
            throw std::runtime_error(fmt::format("{}: {}", name, reply.error ? reply.error->message : "no reply"));
        told_.push_back(
            {std::string(name),
             fmt::format("{:.1f}", microseconds([&] { static_cast<void>(queries_->reply_to(message, {})); })),
             fmt::to_string(answer.size())});
    }
    [[nodiscard]] std::string told() const {
        return markdown_table({"query, from message to message", "µs", "bytes"}, told_);
    }

    [[nodiscard]] std::uint64_t requests() const { return requests_; }

private:
    const Codec& codec_;
    std::uint64_t requests_;
    SystemClock clock_;
    UuidV7Source ids_;
    ErrorLog log_;
    SqliteSnapshotStore snapshots_;
    Position snapshot_ = 0;
    std::vector<Row> told_;
    Limits limits_;
    ProviderTypes types_;
    CommitQueue commits_;
    ReadModels models_;
    std::unique_ptr<EventStore> store_;
    std::optional<Ledger> ledger_;
    AccessControl access_;
    std::optional<QueryBus> queries_;
};

void ask(Daemon& daemon) {
    const auto id = SiteHistory::request_id(daemon.requests() / 3).value;
    daemon.ask("GetRequest", "GetRequest", {{"request_id", id}});
    daemon.ask("GetRequestStatus with its machine", "GetRequestStatus",
               {{"request_id", id}, {"include_machines", true}});
    daemon.ask("ListRequests", "ListRequests", {});
    daemon.ask("ListRequests by status", "ListRequests", {{"status", "failed"}});
    daemon.ask("ListRequests by template", "ListRequests", {{"template_id", "template-007"}});
    daemon.ask("ListRequests by status and template", "ListRequests",
               {{"status", "complete"}, {"template_id", "template-007"}});
    daemon.ask("ListRequests by time", "ListRequests",
               {{"created_after", SiteHistory::created_at(daemon.requests() / 2).microseconds},
                {"created_before", SiteHistory::created_at(daemon.requests() / 2 + 200).microseconds}});
    daemon.ask("ListRequests, offset of two thirds", "ListRequests", {{"offset", daemon.requests() * 2 / 3}});
    daemon.ask("ListRequests, 1000 of them", "ListRequests", {{"limit", 1000}});
    daemon.ask("ListMachines, the live ones", "ListMachines", {{"live_only", true}});
    daemon.ask("CountMachines by template", "CountMachines", {{"by", "template"}, {"live_only", false}});
}

Row row_of(const char* what, const Start& start, double events, double requests) {
    return {what,
            fmt::format("{:.1f}", start.opened_s),
            fmt::format("{:.1f}", start.whole_s),
            fmt::format("{:.0f}", events / start.whole_s),
            fmt::format("{:.2f}", start.resident / gigabyte),
            fmt::format("{:.0f}", start.resident / requests)};
}

Measurement measurement_of(const Figures& figures, std::uint64_t requests, double disk_bytes) {
    const auto count = static_cast<double>(requests);
    const auto& quick = figures.with_snapshot;
    return {
        .name = "start",
        .title = "A daemon with a million requests behind it",
        .how = fmt::format("{} requests in all states, nearly each with the whole life of a machine: {:.0f} events, "
                           "{:.2f} GB on disk, written through the store in {:.0f} s.",
                           requests, figures.events, disk_bytes / gigabyte, figures.written_s),
        .text = markdown_table({"start", "until the store is open, s", "whole, s", "events/s", "GB resident",
                                "bytes a request and its machine"},
                               {row_of("without a snapshot", figures.without_snapshot, figures.events, count),
                                row_of("from a snapshot of all of it", quick, figures.events, count)}) +
                fmt::format("\nThe first snapshot was written in {:.1f} s.\n\n{}", figures.snapshot_s,
                            figures.queries.data()),
        .columns = {"start s", "start without a snapshot s", "bytes a request and its machine"},
        .row = {fmt::format("{:.1f}", quick.whole_s), fmt::format("{:.1f}", figures.without_snapshot.whole_s),
                fmt::format("{:.0f}", quick.resident / count)}};
}

void run(const std::filesystem::path& directory, std::uint64_t requests, const Results& results) {
    const OtherPrograms others;
    const testing::TemporaryDirectory scratch(directory);
    const MsgpackCodec codec;
    const SqliteEventStore::Options options{.path = scratch.path() / "events.db"};
    auto& figures = shared_figures();
    in_a_process_of_its_own([&] { write_store(options, codec, requests, figures); });
    const auto disk = static_cast<double>(std::filesystem::file_size(options.path));
    in_a_process_of_its_own([&] {
        Daemon daemon(options, codec, requests, figures.without_snapshot);
        figures.snapshot_s = daemon.write_snapshot();
        ask(daemon);
        const auto text = daemon.told();
        if (text.size() >= figures.queries.size()) throw std::logic_error("the table of queries has no room");
        std::copy(text.begin(), text.end(), figures.queries.begin());
    });
    in_a_process_of_its_own([&] { const Daemon daemon(options, codec, requests, figures.with_snapshot); });
    results.tell(measurement_of(figures, requests, disk), directory, others.percent(),
                 requests == 1'000'000 ? "" : "another number of requests than a million");
}

}  // namespace

int main(int argc, char** argv) try {
    CLI::App app("The start, the memory and the queries of a daemon with a long past.", "million_requests_bench");
    Results results;
    std::filesystem::path directory = ".";
    std::uint64_t requests = 1'000'000;
    app.add_option("DIRECTORY", directory, "a scratch directory is made there; a million requests take some 5 GB")
        ->capture_default_str();
    app.add_option("REQUESTS", requests, "how many")->capture_default_str()->check(CLI::Range(1000, 100'000'000));
    results.add_to(app);
    if (const auto status = parsed(app, argc, argv)) return *status;
    run(directory, requests, results);
} catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
}
