// BenchReport: what hostfactoryctl bench has measured, and what it means. Pure.
#pragma once

#include "core/queries/get_status.hpp"
#include "ctl/measuring/timings.hpp"

namespace hf::ctl {

enum class Bound : std::uint8_t { unknown, disk, processor, network };
constexpr auto names_of(Bound) { return std::to_array<std::string_view>({"unknown", "disk", "processor", "network"}); }

struct BenchReport {
    std::uint32_t in_flight{};
    Timing one_command;
    Timing commands;
    Timing queries;
    std::optional<Timing> feed_delay;
    std::optional<Timing> disk_sync;
    std::string disk_directory;
    Bound bound_by{};
    std::string verdict;
    std::vector<std::string> notes;

    static constexpr auto describe = message(
        "BenchReport", "What was measured.",
        field<&BenchReport::in_flight>("in_flight", "how many commands or queries `commands` and `queries` kept open"),
        field<&BenchReport::one_command>("one_command", "durable commands, one after another"),
        field<&BenchReport::commands>("commands", "durable commands, several in flight"),
        field<&BenchReport::queries>("queries", "queries, several in flight"),
        field<&BenchReport::feed_delay>("feed_delay", "from a command's reply until a subscriber has its event"),
        field<&BenchReport::disk_sync>("disk_sync", "the disk's own sync, of a block of 4 KiB"),
        field<&BenchReport::disk_directory>("disk_directory", "where the disk was measured"),
        field<&BenchReport::bound_by>("bound_by", "what a durable command waits for most"),
        field<&BenchReport::verdict>("verdict", "the same in a sentence"),
        field<&BenchReport::notes>("notes", "what could not be measured, and why"));
};

// Says what bounds the site. `query` is one after another: a command's way without the disk.
void judge(BenchReport& report, const Timing& one_query, bool daemon_is_here);

// A table, the verdict and the notes.
std::string in_words(const BenchReport& report);

// What a run may ask of the daemon.
struct BenchLimits {
    std::uint64_t seconds = 10;
    std::uint64_t in_flight = 8;
    std::uint64_t per_s = 20'000;
    bool although_full = false;
};

// Each command's outcome is remembered, and a line of the audit log.
inline constexpr std::uint64_t most_bench_commands = 20'000;
inline constexpr std::uint64_t fewest_bench_commands = 1000;
inline constexpr std::uint32_t most_bench_events = 100;

// Returns how many commands may be sent, such that the daemon forgets no outcome for them; or why none may.
tl::expected<std::uint64_t, std::string> commands_allowed(const StatusReport& status, bool although_full);

// True for a socket of this host.
bool is_of_this_host(std::string_view endpoint);

}  // namespace hf::ctl
