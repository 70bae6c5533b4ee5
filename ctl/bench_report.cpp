#include "ctl/bench_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ctl/table.hpp"

namespace hf::ctl {
namespace {

std::string milliseconds_of(std::uint64_t us) { return fmt::format("{:.2f} ms", static_cast<double>(us) / 1000); }

std::uint64_t percent(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : std::min<std::uint64_t>(part * 100 / whole, 100);
}

std::string of_the_rest(std::uint64_t command, std::uint64_t query) {
    return fmt::format("a query, which needs no disk, takes {} of the {} of a command", milliseconds_of(query),
                       milliseconds_of(command));
}

Counters::mapped_type counter(const StatusReport& status, std::string_view name, std::uint64_t otherwise) {
    const auto store = status.counters.find("store");
    if (store == status.counters.end()) return otherwise;
    const auto found = store->second.find(name);
    return found == store->second.end() ? otherwise : found->second;
}

}  // namespace

void judge(BenchReport& report, const Timing& one_query, bool daemon_is_here) {
    const auto command = report.one_command.p50_us;
    const auto sync = report.disk_sync ? report.disk_sync->p50_us : 0;
    const auto say = [&](Bound bound, std::string verdict) {
        report.bound_by = bound;
        report.verdict = std::move(verdict);
    };
    if (command == 0) return say(Bound::unknown, "Too little was measured to say what bounds this site.");
    if (report.disk_sync && sync * 2 >= command)
        return say(Bound::disk,
                   fmt::format("The disk bounds this site: its own sync takes {} of the {} of a command ({} %).",
                               milliseconds_of(sync), milliseconds_of(command), percent(sync, command)));
    if (!daemon_is_here && one_query.p50_us * 2 >= command)
        return say(Bound::network, fmt::format("The network bounds this site, or the processor at its other end: {}.",
                                               of_the_rest(command, one_query.p50_us)));
    if (!report.disk_sync)
        return say(Bound::unknown,
                   fmt::format("Whether disk or processor bounds this site is not known without the disk's own sync: "
                               "{}.",
                               of_the_rest(command, one_query.p50_us)));
    say(Bound::processor,
        fmt::format("The processor bounds this site: the disk's own sync takes {} of the {} of a command ({} %), and "
                    "the rest is work of the daemon and of this program.",
                    milliseconds_of(sync), milliseconds_of(command), percent(sync, command)));
}

std::string in_words(const BenchReport& report) {
    Table table({"MEASURED", "COUNT", "PER SECOND", "P50", "P99"});
    const auto row = [&](std::string name, const Timing& timing, bool has_rate = true) {
        if (timing.count == 0) return table.add({std::move(name), "0", "", "", ""});
        table.add({std::move(name), fmt::format("{}", timing.count),
                   has_rate ? fmt::format("{}", timing.per_s) : std::string{}, milliseconds_of(timing.p50_us),
                   milliseconds_of(timing.p99_us)});
    };
    row("durable commands, 1 in flight", report.one_command);
    row(fmt::format("durable commands, {} in flight", report.in_flight), report.commands);
    row(fmt::format("queries, {} in flight", report.in_flight), report.queries);
    if (report.feed_delay) row("event on the feed, after its commit's reply", *report.feed_delay, false);
    if (report.disk_sync) row("the disk's own sync, 4 KiB", *report.disk_sync);
    auto text = table.text() + "\n" + report.verdict + "\n";
    for (const auto& note : report.notes) text += note + "\n";
    return text;
}

tl::expected<std::uint64_t, std::string> commands_allowed(const StatusReport& status, bool although_full) {
    const auto most = counter(status, "most_outcomes", 0);
    const auto remembered = counter(status, "outcomes", most);
    const auto room = most - std::min(remembered, most);
    // A tenth of what is remembered, so that the newest outcomes of others stay in any case.
    const auto allowed = std::min(most_bench_commands, although_full ? most / 10 : room);
    if (allowed >= fewest_bench_commands) return allowed;
    if (most == 0)
        return tl::make_unexpected(
            "this daemon does not say how many outcomes of commands it remembers, so it can't be measured without "
            "harm; a newer one does");
    if (although_full || most < fewest_bench_commands * 10)
        return tl::make_unexpected(
            fmt::format("the daemon remembers {} outcomes at most (limits.remembered_commands): commands of this "
                        "program would push out those that somebody may ask for again",
                        most));
    return tl::make_unexpected(
        fmt::format("the daemon remembers {} outcomes of commands, and {} at most (limits.remembered_commands): "
                    "commands of this program would push out the oldest; --although-full allows it up to {}",
                    remembered, most, std::min(most_bench_commands, most / 10)));
}

bool is_of_this_host(std::string_view endpoint) {
    if (endpoint.starts_with("ipc://")) return true;
    for (const auto* name : {"tcp://127.", "tcp://localhost:", "tcp://[::1]:"})
        if (endpoint.starts_with(name)) return true;
    return false;
}

}  // namespace hf::ctl
