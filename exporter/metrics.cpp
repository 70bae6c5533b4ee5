#include "exporter/metrics.hpp"

#include <prometheus/text_serializer.h>

#include "exporter/metric_list.hpp"
#include "site/version.hpp"

namespace hf::exporter {
namespace {

constexpr double per_second = 1e6;  // microseconds

std::string_view type_name(std::size_t type) { return enum_names<RequestType>[type]; }

void add_standing(MetricList& list, const Knowledge& known) {
    const auto& standing = known.standing;
    list.gauge("hostfactory_exporter_build_info", "The exporter's version; always 1.").add(1.0, {{"version", version}});
    list.gauge("hostfactory_up", "Whether hostfactoryd answered when it was last asked.").add(standing.up ? 1.0 : 0.0);
    list.gauge("hostfactory_feed_live", "Whether all that happened up to a moment ago is in these figures.")
        .add(standing.ready ? 1.0 : 0.0);
    list.gauge("hostfactory_feed_position", "Position of the last event that is in these figures.")
        .add(standing.position);
    list.gauge("hostfactory_feed_head_position", "Position of the last event that hostfactoryd is known to have.")
        .add(standing.head);
    list.gauge("hostfactory_feed_lag_events", "Events that hostfactoryd has and that are not in these figures.")
        .add(standing.behind);
    if (standing.silence_seconds)
        list.gauge("hostfactory_feed_silence_seconds", "Time since the last message of hostfactoryd.")
            .add(*standing.silence_seconds);
    if (standing.recovered)
        list.counter("hostfactory_feed_recovered_events_total",
                     "Events that the live feed lost and that were read from the store.")
            .add(*standing.recovered);
    list.counter("hostfactory_feed_unreadable_events_total",
                 "Events of a newer hostfactoryd that this exporter can't read; they are in no figure.")
        .add(known.view.unreadable());
}

void add_requests(MetricList& list, const FleetView& view) {
    auto open = list.gauge("hostfactory_requests_open", "Requests that have not ended.");
    for (std::size_t type = 0; type < request_types; ++type)
        for (std::size_t status = 0; status < request_statuses; ++status)
            if (is_open(static_cast<RequestStatus>(status)))
                open.add(view.requests(static_cast<RequestType>(type), static_cast<RequestStatus>(status)),
                         {{"type", type_name(type)}, {"status", enum_names<RequestStatus>[status]}});
    auto created = list.counter("hostfactory_requests_created_total", "Requests that were accepted.");
    for (std::size_t type = 0; type < request_types; ++type)
        created.add(view.created(static_cast<RequestType>(type)), {{"type", type_name(type)}});
    auto ended = list.counter("hostfactory_requests_ended_total", "Requests that have ended, by how they ended.");
    for (std::size_t type = 0; type < request_types; ++type)
        for (std::size_t status = 0; status < request_statuses; ++status)
            if (!is_open(static_cast<RequestStatus>(status)))
                ended.add(view.requests(static_cast<RequestType>(type), static_cast<RequestStatus>(status)),
                          {{"type", type_name(type)}, {"status", enum_names<RequestStatus>[status]}});
    auto complete = list.histogram("hostfactory_request_time_to_complete_seconds",
                                   "From a request to its end, of those that ended complete.");
    for (std::size_t type = 0; type < request_types; ++type)
        complete.add(view.time_to_complete(static_cast<RequestType>(type)), {{"type", type_name(type)}});
    list.counter("hostfactory_machines_requested_total",
                 "Machines that were asked for, or units where a request counts them.")
        .add(view.machines_requested());
    list.counter("hostfactory_machines_delivered_total", "Machines that came up, or units where a request counts them.")
        .add(view.machines_delivered());
    list.gauge("hostfactory_templates", "Templates that exist.").add(view.templates());
}

void add_machines(MetricList& list, const FleetView& view) {
    auto machines = list.gauge("hostfactory_machines", "Machines that have not ended.");
    const auto add = [](MetricList::Family& family, const FleetView::MachineKind& kind, std::uint64_t value) {
        const auto& [tmpl, provider, status, price_type] = kind;
        family.add(value, {{"template", tmpl},
                           {"provider", provider},
                           {"status", name_of(status)},
                           {"price_type", name_of(price_type)}});
    };
    for (const auto& [kind, counted] : view.machines()) add(machines, kind, counted.machines);
    auto units = list.gauge("hostfactory_units", "What the machines that have not ended are worth in units.");
    for (const auto& [kind, counted] : view.machines()) add(units, kind, counted.units);
    auto launched =
        list.counter("hostfactory_machines_launched_total", "Machines that the provider reported as launched.");
    for (const auto& [name, figures] : view.providers()) launched.add(figures.machines_launched, {{"provider", name}});
    auto ended = list.counter("hostfactory_machines_ended_total",
                              "Machines that are gone: terminated as ordered, or failed without an order.");
    for (const auto& [name, figures] : view.providers())
        ended.add(figures.machines_terminated, {{"provider", name}, {"status", "terminated"}})
            .add(figures.machines_failed, {{"provider", name}, {"status", "failed"}});
    auto launches = list.counter("hostfactory_launches_total", "Times that the provider was asked for machines.");
    for (const auto& [name, figures] : view.providers()) launches.add(figures.launches, {{"provider", name}});
    auto failures = list.counter("hostfactory_launch_failures_total",
                                 "Launches that brought fewer machines than asked for, or none, by reason.");
    for (const auto& [name, figures] : view.providers())
        for (const auto& [reason, count] : figures.launch_failures)
            failures.add(count, {{"provider", name}, {"reason", reason}});
    auto first = list.histogram("hostfactory_request_time_to_first_machine_seconds",
                                "From a request to its first machine that runs.");
    for (const auto& [name, figures] : view.providers()) first.add(figures.time_to_first_machine, {{"provider", name}});
}

void add_latency(MetricList::Family& family, const LatencyFigures& latency, std::string_view type = {}) {
    const auto put = [&](std::string_view statistic, double us) {
        if (type.empty())
            family.add(us / per_second, {{"statistic", statistic}});
        else
            family.add(us / per_second, {{"type", type}, {"statistic", statistic}});
    };
    put("p50", latency.p50_us);
    put("p90", latency.p90_us);
    put("p99", latency.p99_us);
    put("max", latency.max_us);
}

// The figures that hostfactoryd itself counts of its messages: "commands" and "queries".
void add_messages(MetricList& list, std::string_view one, std::string_view many, const FiguresByType& figures) {
    auto answered =
        list.counter(fmt::format("hostfactory_{}_total", many),
                     fmt::format("Answered since hostfactoryd started, refusals included: {} by type.", many));
    for (const auto& [type, each] : figures) answered.add(each.count, {{"type", type}});
    auto refused = list.counter(fmt::format("hostfactory_{}_refused_total", many),
                                fmt::format("Refused since hostfactoryd started: {} by type.", many));
    for (const auto& [type, each] : figures) refused.add(each.refused, {{"type", type}});
    auto latency = list.gauge(fmt::format("hostfactory_{}_latency_seconds", one),
                              "From arrival to answer since hostfactoryd started: p50, p90, p99 and max.");
    for (const auto& [type, each] : figures) add_latency(latency, each.latency, type);
}

void add_lanes(MetricList& list, const DaemonStatistics& statistics) {
    const auto& lanes = statistics.providers;
    auto calls = list.counter("hostfactory_provider_calls_total", "Calls to the provider since hostfactoryd started.");
    for (const auto& [name, lane] : lanes) calls.add(lane.calls, {{"provider", name}});
    auto failures = list.counter("hostfactory_provider_call_failures_total",
                                 "Calls to the provider that failed since hostfactoryd started.");
    for (const auto& [name, lane] : lanes) failures.add(lane.failures, {{"provider", name}});
    auto waiting = list.gauge("hostfactory_provider_requests_waiting", "Requests that wait for a launch.");
    for (const auto& [name, lane] : lanes) waiting.add(lane.requests_waiting, {{"provider", name}});
    auto watched = list.gauge("hostfactory_provider_machines_watched", "Machines that are polled.");
    for (const auto& [name, lane] : lanes) watched.add(lane.machines_watched, {{"provider", name}});
    auto held = list.gauge("hostfactory_provider_held",
                           "1 while nothing is ended there, since it did not know many of its machines all at once.");
    for (const auto& [name, lane] : lanes) held.add(lane.held, {{"provider", name}});
    auto quarantined = list.gauge("hostfactory_provider_quarantined",
                                  "1 while nothing is launched or ended there, since the store was moved or restored.");
    for (const auto& [name, lane] : lanes) quarantined.add(lane.quarantined, {{"provider", name}});
    auto unsettled = list.gauge("hostfactory_provider_launches_unsettled",
                                "Launches of which the provider does not say what they have made.");
    for (const auto& [name, lane] : lanes) unsettled.add(lane.launches_unsettled, {{"provider", name}});
}

void add_scheduler(MetricList& list, const StatusReport& status) {
    const auto scheduler = status.counters.find("scheduler");
    if (scheduler == status.counters.end()) return;  // an older daemon
    const auto unknown = scheduler->second.find("unknown_machines");
    if (unknown == scheduler->second.end()) return;
    list.gauge("hostfactory_scheduler_unknown_machines",
               "Machines that the scheduler has named last, that are not recorded, and that it keeps.")
        .add(unknown->second);
}

void add_disk(MetricList& list, const Counters& store) {
    // What the daemon does not know is left out: 0 would be an alarm.
    const auto add = [&](std::string_view what, std::string_view name, std::string_view help) {
        if (const auto counter = store.find(what); counter != store.end()) list.gauge(name, help).add(counter->second);
    };
    add("free_bytes", "hostfactory_store_free_bytes", "Room on the disk of the store.");
    add("min_free_bytes", "hostfactory_store_min_free_bytes",
        "With less room than this on the disk of the store new commands are refused.");
    add("short_of_room", "hostfactory_store_short_of_room",
        "1 while new commands are refused for want of room on the disk of the store.");
    add("log_bytes", "hostfactory_store_log_bytes", "Length of the store's write-ahead log.");
    add("oldest_reader_s", "hostfactory_store_oldest_reader_seconds",
        "For how long a reader of the store, such as a backup, has kept its log from being emptied.");
    add("last_backup_s", "hostfactory_store_last_backup_timestamp_seconds",
        "When the store was backed up last, in seconds since 1970; absent if it never was.");
    if (const auto refused = store.find("refused_for_room"); refused != store.end())
        list.counter("hostfactory_store_refused_commands_total",
                     "Commands refused for want of room on the disk of the store, since hostfactoryd started.")
            .add(refused->second);
}

void add_store(MetricList& list, const StatusReport& status) {
    const auto store = status.counters.find("store");
    if (store == status.counters.end()) return;  // an older daemon
    const auto of = [&](std::string_view what) {
        const auto counter = store->second.find(what);
        return counter == store->second.end() ? std::uint64_t{0} : counter->second;
    };
    list.counter("hostfactory_store_damaged_reads_total",
                 "Reads of the store that met damage, since hostfactoryd started.")
        .add(of("damaged_reads"));
    list.gauge("hostfactory_store_damaged_rows",
               "Events and outcomes that the last scrub of the store could not read, or the present one.")
        .add(of("damaged_rows"));
    list.counter("hostfactory_store_scrubs_total", "Scrubs of the whole store since hostfactoryd started.")
        .add(of("scrubs"));
    add_disk(list, store->second);
}

// The daemon's counters restart when the daemon does, as Prometheus expects.
void add_daemon(MetricList& list, const DaemonAnswer& daemon) {
    const auto& [status, statistics] = daemon;
    list.gauge("hostfactory_daemon_info", "hostfactoryd's version and the id of its store; always 1.")
        .add(1.0, {{"version", status.version}, {"store_id", status.store_id}});
    list.gauge("hostfactory_daemon_start_time_seconds", "When hostfactoryd started, in seconds since 1970.")
        .add(static_cast<double>(status.started_at.microseconds) / per_second);
    add_messages(list, "command", "commands", statistics.commands);
    add_messages(list, "query", "queries", statistics.queries);
    list.gauge("hostfactory_commands_waiting", "Commands that wait for a worker.")
        .add(statistics.queues.commands_waiting);
    list.gauge("hostfactory_commands_in_flight", "Commands that are accepted and not yet answered.")
        .add(statistics.queues.commands_in_flight);
    list.gauge("hostfactory_commits_waiting", "Decisions that wait for the disk.")
        .add(statistics.queues.commits_waiting);
    list.counter("hostfactory_commits_total", "Transactions with one sync each, since hostfactoryd started.")
        .add(statistics.commits.batches);
    list.counter("hostfactory_committed_events_total", "Events brought to the disk since hostfactoryd started.")
        .add(statistics.commits.events);
    auto sync = list.gauge("hostfactory_commit_sync_seconds",
                           "From handing a batch to the store until it is on the disk: p50, p90, p99 and max.");
    add_latency(sync, statistics.commits.sync);
    list.counter("hostfactory_feed_published_events_total", "Events published since hostfactoryd started.")
        .add(statistics.feed.events);
    list.counter("hostfactory_feed_publish_failures_total", "What couldn't be published since hostfactoryd started.")
        .add(statistics.feed.failed);
    list.gauge("hostfactory_feed_subscribers", "Subscribers that are connected.").add(statistics.feed.subscribers);
    add_lanes(list, statistics);
    list.gauge("hostfactory_event_handlers_waiting", "Events that wait for their handlers.")
        .add(statistics.event_handlers.waiting);
    list.counter("hostfactory_event_handlers_failed_total",
                 "Calls of event handlers that failed since hostfactoryd started.")
        .add(statistics.event_handlers.failed);
    list.counter("hostfactory_event_handlers_dropped_total",
                 "Events that came while too many waited for their handlers, since hostfactoryd started.")
        .add(statistics.event_handlers.dropped);
    add_scheduler(list, status);
    add_store(list, status);
    if (!statistics.audit) return;
    list.counter("hostfactory_audit_lines_total", "Lines of the audit log written since hostfactoryd started.")
        .add(statistics.audit->written);
    list.counter("hostfactory_audit_lines_lost_total", "Lines that are missing in the audit log, and why.")
        .add(statistics.audit->failed, {{"reason", "failed"}})
        .add(statistics.audit->dropped, {{"reason", "dropped"}});
}

}  // namespace

Metrics metrics_of(const Knowledge& known) {
    MetricList list;
    add_standing(list, known);
    if (known.standing.complete) {
        add_requests(list, known.view);
        add_machines(list, known.view);
    }
    // The last answer of a daemon that is gone says nothing about now.
    if (known.standing.up && known.daemon) add_daemon(list, *known.daemon);
    return list.take();
}

std::string as_text(const Metrics& metrics) { return prometheus::TextSerializer().Serialize(metrics); }

}  // namespace hf::exporter
