// Request: an order for machines (acquire) or for their give-back (return).
#pragma once

#include <algorithm>
#include <vector>

#include "core/domain/values/counting.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/domain/values/tags.hpp"
#include "core/domain/values/transitions.hpp"
#include "core/messages/value.hpp"

namespace hf {

enum class RequestType : std::uint8_t { acquire, give_back };
constexpr auto names_of(RequestType) { return std::to_array<std::string_view>({"acquire", "return"}); }

enum class RequestStatus : std::uint8_t { pending, in_progress, complete, partial, failed, cancelled, timeout };
constexpr auto names_of(RequestStatus) {
    return std::to_array<std::string_view>(
        {"pending", "in_progress", "complete", "partial", "failed", "cancelled", "timeout"});
}

inline constexpr auto request_transitions = [] {
    using enum RequestStatus;
    return Transitions<RequestStatus>{
        {pending, {in_progress, complete, failed, cancelled, timeout}},
        {in_progress, {complete, partial, failed, cancelled, timeout}},
    };
}();

constexpr bool is_open(RequestStatus status) { return !request_transitions.is_final(status); }

// One call for machines, from before it is made until its outcome is recorded (P6).
struct Launch {
    std::uint32_t attempt{};
    std::string token;
    std::uint32_t count{};
    std::optional<std::string> provider_api{};

    bool operator==(const Launch&) const = default;

    static constexpr auto describe =
        message("Launch", "A call for machines.", field<&Launch::attempt>("attempt", "which one of its request"),
                field<&Launch::token>("token", "by which the provider knows it again"),
                field<&Launch::count>("count", "how many machines or units"),
                field<&Launch::provider_api>("provider_api", "which of the provider's ways makes them"));
};

// The bit for a source index in `tried` and `hopeless`.
constexpr std::uint16_t source_bit(std::uint8_t source) { return static_cast<std::uint16_t>(1U << source); }

// So many machines of a request may fail before they run beyond as many as were asked for.
inline constexpr std::uint32_t spare_tries = 5;

struct Request {
    RequestId request_id;
    RequestType request_type{};
    std::optional<TemplateId> template_id;  // none: a return may name machines of several templates
    std::optional<ProviderName> provider;
    std::uint32_t machine_count{};
    Counting counts{};  // of an acquire: what all its numbers count
    RequestStatus status{};
    std::string status_reason;
    Timestamp created_at;
    Timestamp updated_at;
    std::optional<Timestamp> completed_at;
    std::optional<Timestamp> deadline_at;
    Tags tags;
    std::uint8_t priority{};
    std::string user_id;
    Rare<std::string> ordered_by;
    ValueMap configuration;
    Rare<RequestId> retry_of;
    Rare<RequestId> retried_by;
    Rare<Timestamp> claim_by;
    std::vector<MachineId> machine_ids;
    std::uint32_t succeeded_count{};
    std::uint32_t failed_count{};
    Rare<std::string> unsettled;
    Version version{};

    // Internal.
    Position last_position{};
    Position changed_at{};  // of the last event that changed the request, which may be one of another stream
    Ordinal ordinal{};
    std::string correlation_id;
    Rare<std::string> traceparent;
    std::uint32_t attempts{};
    Rare<Launch> launch;
    Rare<std::string> last_problem;  // of the last launch, in words
    bool gave_up = false;            // no further launch would help
    // `source` is the index of the current source of the template. `tried` and `hopeless` are bit sets over sources:
    // those that have failed in this round, and those that can never succeed.
    std::uint8_t source{};
    std::uint16_t tried{};
    std::uint16_t hopeless{};
    std::uint32_t unknown_errors{};  // in a row, of launches
    std::uint32_t live{};            // how many of its machines or units have not ended
    std::uint32_t starting{};        // how many of these have not run yet
    std::uint32_t stillborn{};       // how many have failed before they ran
    std::uint32_t excess{};          // by how many units the last machine may exceed what was asked for

    [[nodiscard]] bool open() const { return is_open(status); }
    // Whether it ends, or is given back, at `claim_by`.
    [[nodiscard]] bool awaits_claim() const { return claim_by && (open() || live > 0); }
    // How many machines or units are still to be asked for.
    [[nodiscard]] std::uint32_t shortfall() const {
        const auto there = succeeded_count + starting;
        return there < machine_count ? machine_count - there : 0;
    }
    // How many more machines may fail before they run: each of them costs, and what kills them all kills the next.
    [[nodiscard]] std::uint32_t tries_left() const {
        const auto most = machine_count + spare_tries;
        return stillborn < most ? most - stillborn : 0;
    }
    // True for a request that is short of machines and asks no provider for them at the moment. The outcome of an open
    // launch is awaited first, since it is not known yet how many machines the launch has brought.
    [[nodiscard]] bool needs_launch() const {
        return request_type == RequestType::acquire && open() && !launch && !gave_up && tries_left() > starting &&
               shortfall() > 0;
    }
    // How many machines or units are still to come.
    [[nodiscard]] std::uint32_t awaited() const {
        if (request_type != RequestType::acquire) return 0;
        if (open()) return shortfall();
        return launch ? launch->count : 0;
    }
    // How much the request takes of its template's max_number: the most that its machines may come to. A machine that
    // fails before it runs is replaced, so the excess counts until the request is over.
    [[nodiscard]] std::uint32_t footprint() const {
        if (request_type != RequestType::acquire) return 0;
        if (!open()) return live + (launch ? launch->count + excess : 0);
        const auto there = succeeded_count + starting;
        return live + std::max(machine_count + excess, there) - there;
    }

    static constexpr auto describe = message(
        "Request", "An order for machines, or for their give-back.",
        field<&Request::request_id>("request_id", "its id"),
        field<&Request::request_type>("request_type", "acquire or return"),
        field<&Request::template_id>("template_id", "of an acquire: the template to make machines of"),
        field<&Request::provider>("provider", "of an acquire: the provider that makes them"),
        field<&Request::machine_count>("machine_count", "how many were asked for, or are to be given back"),
        field<&Request::counts>("counts", "of an acquire: what its numbers count, machines or units").optional(),
        field<&Request::status>("status", "how far it is"),
        field<&Request::status_reason>("status_reason", "why, in words"),
        field<&Request::created_at>("created_at", "when it was accepted"),
        field<&Request::updated_at>("updated_at", "when it last changed"),
        field<&Request::completed_at>("completed_at", "when it came to its end"),
        field<&Request::deadline_at>("deadline_at", "when it ends with what it has by then"),
        field<&Request::tags>("tags", "given with it"),
        field<&Request::priority>("priority", "0 to 9, higher goes first"),
        field<&Request::user_id>("user_id", "the user that it is for"),
        field<&Request::ordered_by>("ordered_by", "the principal that ordered it, or for whom a gateway did"),
        field<&Request::configuration>("configuration", "what it overrides of its template"),
        field<&Request::retry_of>("retry_of", "the request whose shortfall it asks for again"),
        field<&Request::retried_by>("retried_by", "the request that asks for its shortfall again"),
        field<&Request::claim_by>("claim_by",
                                  "when it is given back, unless a client has said by then that it knows of it"),
        field<&Request::machine_ids>("machine_ids", "its machines, the first one first"),
        field<&Request::succeeded_count>("succeeded_count",
                                         "machines or units that came up; of a return: machines that are gone"),
        field<&Request::failed_count>("failed_count", "machines or units that failed"),
        field<&Request::unsettled>("unsettled",
                                   "why it is not known what its open launch has made, also after the request's end"),
        field<&Request::version>("version", "number of its last event"),
        field<&Request::last_position>("last_position", "position of its last event").internal(),
        field<&Request::changed_at>("changed_at", "position of the last event that changed it").internal(),
        field<&Request::ordinal>("ordinal", "its number among all requests there ever were, from 0").internal(),
        field<&Request::correlation_id>("correlation_id", "the conversation that it began").internal(),
        field<&Request::traceparent>("traceparent", "the trace that it is part of").internal(),
        field<&Request::attempts>("attempts", "launches so far").internal(),
        field<&Request::launch>("launch", "the launch that is open").internal(),
        field<&Request::last_problem>("last_problem", "what went wrong in the last launch").internal(),
        field<&Request::gave_up>("gave_up", "whether no further launch would help").internal(),
        field<&Request::source>("source", "which of its template's sources is asked, from 0").internal(),
        field<&Request::tried>("tried", "a bit for each source that has failed since the round began").internal(),
        field<&Request::hopeless>("hopeless", "a bit for each source that would never give any").internal(),
        field<&Request::unknown_errors>("unknown_errors", "launches in a row whose error nobody knows").internal(),
        field<&Request::live>("live", "its machines that are not at their end").internal(),
        field<&Request::starting>("starting", "its machines that have not run yet").internal(),
        field<&Request::stillborn>("stillborn", "its machines that failed before they ran").internal(),
        field<&Request::excess>("excess", "by how many units its last machine may exceed what was asked for")
            .internal());
};

}  // namespace hf
