// Measures what a daemon with a long past needs. It writes the store; then it starts as daemon/daemon.cpp
// does, writes a snapshot, and answers queries in messages; then it starts again from the snapshot.
//
//     million_requests_bench [directory [requests]]     # default: . 1000000
//
// It makes a scratch directory there and removes it; a million requests take some 5 GB.
#include <fmt/format.h>
#include <stdlib.h>
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
#include "bench/site_history.hpp"
#include "core/catalogue.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/snapshots/recovery.hpp"
#include "core/snapshots/snapshotter.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

constexpr double gigabyte = 1e9;

void write_store(const SqliteEventStore::Options& options, const Codec& codec, std::uint64_t requests) {
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
    fmt::print("{} requests written as {} events in {:.0f} s\n", history.requests(), store.head(),
               seconds_since(start));
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
    Daemon(const SqliteEventStore::Options& options, const Codec& codec, std::uint64_t requests)
        : codec_(codec), requests_(requests), snapshots_(options.path.string() + ".snapshot") {
        const auto begin = Stopwatch::now();
        const auto claim = SqliteEventStore::claim(options);
        auto snapshot = load_snapshot_of(*claim, &snapshots_, codec_, log_);
        store_ = claim->open(snapshot.verified());
        const auto opened = Stopwatch::now();
        tell(snapshot.verified().position > 0 ? "open: the snapshot loaded" : "open: every row checked",
             seconds_since(begin));
        ledger_.emplace(Ledger::Dependencies{clock_, ids_, *store_, codec_, limits_, types_, commits_, {}});
        queries_.emplace(codec_,
                         QueryContext{models_, *store_, limits_, types_, clock_, [] { return DaemonStatus{}; }});
        add_every_query(*queries_);
        const ZstdEventArchive archive(options.path.string() + ".archive", store_->id(), codec_);
        auto recovered = recover(std::move(snapshot), *store_, archive, codec_, limits_.remembered_commands);
        snapshot_ = recovered.snapshot;
        models_.go_on_from(std::move(recovered.view));
        ledger_->go_on_from(std::move(recovered.state), std::move(recovered.outcomes));
        tell("the events after it, into the ledger and the read models", seconds_since(opened));
        tell("together", seconds_since(begin));
    }

    void write_snapshot() {
        const auto begin = Stopwatch::now();
        Snapshotter snapshotter({models_, *store_, snapshots_, codec_, log_, 1'000'000'000'000}, snapshot_);
        snapshotter.start(store_->head());
        snapshotter.stop();
        tell("the first snapshot written", seconds_since(begin));
    }

    void ask(std::string_view name, std::string_view type, const ValueMap& body) {
        const auto message = codec_.encode(ValueMap{
            {"v", Value(protocol_version)}, {"id", Value("q-1")}, {"type", Value(type)}, {"body", Value(body)}});
        Reply reply;
        const auto answer = queries_->reply_to(message);
        if (codec_.decode(answer, reply) || reply.status != ReplyStatus::ok)
            throw std::runtime_error(fmt::format("{}: {}", name, reply.error ? reply.error->message : "no reply"));
        fmt::print("{:<54} {:>10.1f} {:>10}\n", name,
                   microseconds([&] { static_cast<void>(queries_->reply_to(message)); }), answer.size());
    }

    [[nodiscard]] std::uint64_t requests() const { return requests_; }

private:
    void tell(std::string_view what, double seconds) const {
        fmt::print("{:<57} {:>7.1f} s, {:>9.0f} events/s, {:>5.2f} GB resident, {:.0f} bytes a request\n", what,
                   seconds, static_cast<double>(store_->head()) / seconds, static_cast<double>(resident()) / gigabyte,
                   static_cast<double>(resident()) / static_cast<double>(requests_));
    }

    const Codec& codec_;
    std::uint64_t requests_;
    SystemClock clock_;
    UuidV7Source ids_;
    ErrorLog log_;
    SqliteSnapshotStore snapshots_;
    Position snapshot_ = 0;
    Limits limits_;
    ProviderTypes types_;
    CommitQueue commits_;
    ReadModels models_;
    std::unique_ptr<EventStore> store_;
    std::optional<Ledger> ledger_;
    std::optional<QueryBus> queries_;
};

void ask(Daemon& daemon) {
    const auto id = SiteHistory::request_id(daemon.requests() / 3).value;
    fmt::print("\n{:<54} {:>10} {:>10}\n", "queries, from message to message", "us", "bytes");
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

}  // namespace

int main(int argc, char** argv) {
    auto scratch = (std::filesystem::path(argc > 1 ? argv[1] : ".") / "million-requests-XXXXXX").string();
    if (!::mkdtemp(scratch.data())) {
        fmt::print(stderr, "{}: can't make a directory there\n", scratch);
        return 1;
    }
    int status = 0;
    try {
        const auto requests = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
        const MsgpackCodec codec;
        const SqliteEventStore::Options options{.path = std::filesystem::path(scratch) / "events.db"};
        in_a_process_of_its_own([&] { write_store(options, codec, requests); });
        fmt::print("{:.2f} GB on disk\n\n", static_cast<double>(std::filesystem::file_size(options.path)) / gigabyte);
        in_a_process_of_its_own([&] {
            Daemon daemon(options, codec, requests);
            daemon.write_snapshot();
            ask(daemon);
        });
        fmt::print("\nstarted again\n");
        in_a_process_of_its_own([&] { const Daemon daemon(options, codec, requests); });
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        status = 1;
    }
    std::filesystem::remove_all(scratch);
    return status;
}
