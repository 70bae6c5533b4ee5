// Measures the SQLite event store on this disk: commits of several sizes, one after another from
// one thread as the committer makes them, and reading them back.
//
//     event_store_bench [directory]        # a scratch directory is made in it; default: .
//
// Events have 300 bytes of data, and each is stored with the outcome of its command.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <numeric>
#include <optional>
#include <vector>

#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "bench/measuring.hpp"
#include "bench/servers/child_process.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using hf::bench::percentile;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t streams_per_category = 5000;

struct Batch {
    std::vector<RecordedEvent> events;
    std::vector<CommandOutcome> outcomes;
};

Batch batch_after(Position head, std::size_t size) {
    Batch batch;
    for (auto p = head + 1; p <= head + size; ++p) {
        const auto index = p - 1;
        const auto in_category = index / category_count;
        auto command = fmt::format("0193a1b2-c3d4-7e5f-8a9b-{:012x}", p);
        batch.events.push_back({.position = p,
                                .category = static_cast<Category>(index % category_count),
                                .category_position = in_category + 1,
                                .stream = fmt::format("i-{:016x}", in_category % streams_per_category),
                                .stream_version = in_category / streams_per_category + 1,
                                .type = "MachineStatusChanged",
                                .schema = 1,
                                .time = {1'700'000'000'000'000 + static_cast<std::int64_t>(p)},
                                .command_id = command,
                                .correlation_id = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b",
                                .data = {std::string(300, static_cast<char>('a' + p % 26))}});
        batch.outcomes.push_back({.number = p,
                                  .command_id = std::move(command),
                                  .position = p,
                                  .accepted = true,
                                  .payload = std::string(24, 'r')});
    }
    return batch;
}

void commits(EventStore& store, std::size_t batch_size, Clock::duration duration) {
    std::vector<double> latencies;
    std::size_t events = 0;
    while (std::accumulate(latencies.begin(), latencies.end(), 0.0) < Milliseconds(duration).count()) {
        for (int i = 0; i < 100; ++i) {
            const auto batch = batch_after(store.head(), batch_size);
            const auto start = Clock::now();
            store.append(batch.events, batch.outcomes);
            latencies.push_back(Milliseconds(Clock::now() - start).count());
            events += batch_size;
        }
    }
    const auto total = std::accumulate(latencies.begin(), latencies.end(), 0.0);
    const auto longest = *std::max_element(latencies.begin(), latencies.end());
    fmt::print("{:>6} {:>12.0f} {:>12.0f} {:>10.3f} {:>10.3f} {:>10.3f} {:>10.3f}\n", batch_size,
               1000.0 * static_cast<double>(latencies.size()) / total, 1000.0 * static_cast<double>(events) / total,
               percentile(latencies, 0.5), percentile(latencies, 0.99), percentile(latencies, 0.999), longest);
}

// A log that has its blocks already syncs faster than one that grows: seen before it begins again for the first time.
void first_commits(const std::filesystem::path& directory) {
    std::vector<double> latencies;
    double opening = 0;
    for (int round = 0; round < 5; ++round) {
        auto start = Clock::now();
        SqliteEventStore store({.path = directory / fmt::format("first-{}.db", round)});
        opening += Milliseconds(Clock::now() - start).count() / 5;
        for (int i = 0; i < 800; ++i) {
            const auto batch = batch_after(store.head(), 1);
            start = Clock::now();
            store.append(batch.events, batch.outcomes);
            latencies.push_back(Milliseconds(Clock::now() - start).count());
        }
    }
    fmt::print("\n{:<44} {:>12.3f} ms, p99 {:.3f} ms, p99.9 {:.3f} ms; opening {:.1f} ms\n",
               "the first 800 commits of a store: p50", percentile(latencies, 0.5), percentile(latencies, 0.99),
               percentile(latencies, 0.999), opening);
}

void rate(const char* what, Position events, Clock::duration took) {
    fmt::print("{:<44} {:>12.0f} events/s\n", what, 1000.0 * static_cast<double>(events) / Milliseconds(took).count());
}

// What the head file costs each commit.
void notes(const std::filesystem::path& store) {
    sqlite::HeadFile head(store, "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");
    constexpr Position count = 1'000'000;
    const auto start = Clock::now();
    for (Position position = 1; position <= count; ++position) head.note({position, position});
    fmt::print("\n{:<44} {:>12.4f} ms each\n", "head file: noted after each commit",
               Milliseconds(Clock::now() - start).count() / static_cast<double>(count));
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const testing::TemporaryDirectory scratch(argc > 1 ? argv[1] : ".");
        const SqliteEventStore::Options options{.path = scratch.path() / "events.db"};
        std::optional<SqliteEventStore> store(options);

        fmt::print("{:>6} {:>12} {:>12} {:>10} {:>10} {:>10} {:>10}\n", "batch", "commits/s", "events/s", "p50 ms",
                   "p99 ms", "p99.9 ms", "max ms");
        for (const std::size_t size : {1U, 16U, 64U}) commits(*store, size, std::chrono::seconds(5));

        const auto events = store->head();
        store.reset();
        fmt::print("\n{} events, {:.0f} bytes of disk for each and its outcome\n", events,
                   static_cast<double>(std::filesystem::file_size(options.path)) / static_cast<double>(events));
        auto start = Clock::now();
        store.emplace(options);
        rate("open: every row checked, outcomes indexed", events, Clock::now() - start);
        start = Clock::now();
        for (Position after = 0; after < events;) after = store->read(after, 1000, 1 << 20).back().position;
        rate("read in pages of 1000", events, Clock::now() - start);
        first_commits(scratch.path());
        notes(scratch.path() / "noted.db");
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}
