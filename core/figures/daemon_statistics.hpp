// DaemonStatistics: how much the daemon has done since its start, how long it took, and what waits
// now. Each part of the daemon fills in its own figures; GetStatistics collects them.
#pragma once

#include "core/messages/describe.hpp"

namespace hf {

struct LatencyFigures {
    double p50_us{};
    double p90_us{};
    double p99_us{};
    double max_us{};

    static constexpr auto describe = message("LatencyFigures", "How long something took, in microseconds, within 5 %.",
                                             field<&LatencyFigures::p50_us>("p50_us", "half of them took no longer"),
                                             field<&LatencyFigures::p90_us>("p90_us", "nine in ten took no longer"),
                                             field<&LatencyFigures::p99_us>("p99_us", "99 in a hundred took no longer"),
                                             field<&LatencyFigures::max_us>("max_us", "the longest"));
};

struct MessageFigures {
    std::uint64_t count{};
    std::uint64_t refused{};
    LatencyFigures latency;

    static constexpr auto describe =
        message("MessageFigures", "What became of the messages of one type.",
                field<&MessageFigures::count>("count", "how many were answered, refusals included"),
                field<&MessageFigures::refused>("refused", "how many of them were refused"),
                field<&MessageFigures::latency>("latency", "from their arrival to their answer"));
};

using FiguresByType = std::map<std::string, MessageFigures, std::less<>>;

struct QueueFigures {
    std::uint64_t commands_waiting{};
    std::uint64_t commands_in_flight{};
    std::uint64_t commits_waiting{};

    static constexpr auto describe = message(
        "QueueFigures", "What waits now.", field<&QueueFigures::commands_waiting>("commands_waiting", "for a worker"),
        field<&QueueFigures::commands_in_flight>("commands_in_flight", "accepted and not yet answered, in all"),
        field<&QueueFigures::commits_waiting>("commits_waiting", "decided, and waiting for the disk"));
};

struct CommitFigures {
    std::uint64_t batches{};
    std::uint64_t events{};
    double events_per_batch{};
    LatencyFigures sync;

    static constexpr auto describe =
        message("CommitFigures", "What was brought to the disk.",
                field<&CommitFigures::batches>("batches", "transactions, with one sync each"),
                field<&CommitFigures::events>("events", "events in them"),
                field<&CommitFigures::events_per_batch>("events_per_batch", "on average"),
                field<&CommitFigures::sync>("sync", "from handing a batch to the store until it is on the disk"));
};

struct FeedFigures {
    std::uint64_t events{};
    std::uint64_t heartbeats{};
    std::uint64_t failed{};
    std::uint64_t left_out{};
    std::uint64_t overflows{};
    std::uint64_t subscribers{};

    static constexpr auto describe = message(
        "FeedFigures", "What was published.", field<&FeedFigures::events>("events", "events published"),
        field<&FeedFigures::heartbeats>("heartbeats", "heartbeats published"),
        field<&FeedFigures::failed>("failed", "what couldn't be published; subscribers notice by the positions"),
        field<&FeedFigures::left_out>("left_out", "events that came while too many waited, and so are not on the feed"),
        field<&FeedFigures::overflows>("overflows",
                                       "how often a subscriber's queue became full, so that it misses events"),
        field<&FeedFigures::subscribers>("subscribers", "connected now"));
};

struct LaneFigures {
    std::uint64_t calls{};
    std::uint64_t failures{};
    std::uint64_t requests_waiting{};
    std::uint64_t machines_watched{};
    std::uint64_t held{};
    std::uint64_t quarantined{};
    std::uint64_t launches_unsettled{};

    static constexpr auto describe =
        message("LaneFigures", "The work with one provider.",
                field<&LaneFigures::calls>("calls", "calls to it that were answered or failed"),
                field<&LaneFigures::failures>("failures", "calls that failed"),
                field<&LaneFigures::requests_waiting>("requests_waiting", "requests that wait for a launch"),
                field<&LaneFigures::machines_watched>("machines_watched", "machines that are looked at"),
                field<&LaneFigures::held>("held",
                                          "1 while nothing is ended there, since it did not know many of its machines "
                                          "any more, all at once")
                    .optional(),
                field<&LaneFigures::quarantined>("quarantined",
                                                 "1 while nothing is launched or ended there, since the store was "
                                                 "moved, copied or restored")
                    .optional(),
                field<&LaneFigures::launches_unsettled>("launches_unsettled",
                                                        "launches of which it is not known what they have made"));
};

struct EventHandlerFigures {
    std::uint64_t handled{};
    std::uint64_t failed{};
    std::uint64_t dropped{};
    std::uint64_t waiting{};

    static constexpr auto describe =
        message("EventHandlerFigures", "Reactions to events, beside the commit.",
                field<&EventHandlerFigures::handled>("handled", "calls of handlers that went well"),
                field<&EventHandlerFigures::failed>("failed", "calls that failed; the log says why"),
                field<&EventHandlerFigures::dropped>("dropped", "events that came while too many waited"),
                field<&EventHandlerFigures::waiting>("waiting", "events that wait now"));
};

struct AuditFigures {
    std::uint64_t written{};
    std::uint64_t failed{};
    std::uint64_t dropped{};

    static constexpr auto describe =
        message("AuditFigures", "The audit log.", field<&AuditFigures::written>("written", "lines written"),
                field<&AuditFigures::failed>("failed", "lines that could not be written; the log says why"),
                field<&AuditFigures::dropped>("dropped", "lines that came while too many waited"));
};

struct DaemonStatistics {
    std::uint64_t uptime_s{};
    FiguresByType commands;
    FiguresByType queries;
    QueueFigures queues;
    CommitFigures commits;
    FeedFigures feed;
    std::map<std::string, LaneFigures, std::less<>> providers;
    EventHandlerFigures event_handlers;
    std::optional<AuditFigures> audit;

    static constexpr auto describe = message(
        "DaemonStatistics", "What the daemon has done since it started.",
        field<&DaemonStatistics::uptime_s>("uptime_s", "seconds since it started"),
        field<&DaemonStatistics::commands>("commands", "by type, as far as any came; \"unknown\": all other types"),
        field<&DaemonStatistics::queries>("queries", "likewise"),
        field<&DaemonStatistics::queues>("queues", "what waits now"),
        field<&DaemonStatistics::commits>("commits", "what was brought to the disk"),
        field<&DaemonStatistics::feed>("feed", "what was published"),
        field<&DaemonStatistics::providers>("providers", "the work with each provider, by its name"),
        field<&DaemonStatistics::event_handlers>("event_handlers", "reactions to events"),
        field<&DaemonStatistics::audit>("audit", "the audit log, where there is one"));
};

}  // namespace hf
