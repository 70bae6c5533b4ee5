// The events of requests, without those of their launches.
#pragma once

#include <variant>

#include "core/domain/request/request.hpp"
#include "core/domain/values/category.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

struct RequestEvent {
    RequestId request_id;

    static constexpr auto category = Category::request;
    [[nodiscard]] const std::string& stream() const { return request_id.value; }
};

struct RequestCreated : RequestEvent {
    RequestType request_type{};
    std::optional<TemplateId> template_id;
    std::optional<ProviderName> provider;
    std::uint32_t machine_count{};
    std::vector<MachineId> machine_ids;
    std::optional<Timestamp> deadline_at;
    Tags tags;
    std::uint8_t priority{};
    std::string user_id;
    std::string ordered_by;
    ValueMap configuration;
    std::optional<RequestId> retry_of;
    bool force = false;
    std::string reason;
    std::uint8_t source{};
    std::optional<Timestamp> claim_by;
    Counting counts{};
    std::uint32_t excess{};

    static constexpr auto describe = message(
        "RequestCreated", "Machines were asked for, or are to be given back.",
        field<&RequestCreated::request_id>("request_id", "its id"),
        field<&RequestCreated::request_type>("request_type", "acquire or return"),
        field<&RequestCreated::template_id>("template_id", "of an acquire: of which template"),
        field<&RequestCreated::provider>("provider", "of an acquire: the template's provider"),
        field<&RequestCreated::machine_count>("machine_count", "how many"),
        field<&RequestCreated::machine_ids>("machine_ids", "of a return: which").optional(),
        field<&RequestCreated::deadline_at>("deadline_at", "when it ends with what it has by then"),
        field<&RequestCreated::tags>("tags", "given with it").optional(),
        field<&RequestCreated::priority>("priority", "0 to 9, higher goes first").optional(),
        field<&RequestCreated::user_id>("user_id", "the user that it is for").optional(),
        field<&RequestCreated::ordered_by>("ordered_by", "the principal that ordered it, or for whom a gateway did")
            .optional(),
        field<&RequestCreated::configuration>("configuration", "what it overrides of its template").optional(),
        field<&RequestCreated::retry_of>("retry_of", "the request whose shortfall it asks for again"),
        field<&RequestCreated::force>("force", "of a return: machines get no time to end by themselves").optional(),
        field<&RequestCreated::reason>("reason", "why, as the client wrote it").optional(),
        field<&RequestCreated::source>("source", "of an acquire: which of the template's sources is asked, from 0")
            .optional()
            .between(0, 15),
        field<&RequestCreated::counts>("counts", "of an acquire: what its numbers count, machines or units").optional(),
        field<&RequestCreated::excess>("excess",
                                       "of units: by how many of them the last machine may exceed what was asked for")
            .optional(),
        field<&RequestCreated::claim_by>(
            "claim_by", "when it is given back, unless a client has said by then that it knows of it"));
};

struct RequestClaimed : RequestEvent {
    static constexpr auto describe = message("RequestClaimed", "A client has said that it knows of the request.",
                                             field<&RequestClaimed::request_id>("request_id", "which"));
};

struct RequestUnclaimed : RequestEvent {
    std::string reason;

    static constexpr auto describe =
        message("RequestUnclaimed", "Nobody has said in time to know of it, so its machines are given back.",
                field<&RequestUnclaimed::request_id>("request_id", "which"),
                field<&RequestUnclaimed::reason>("reason", "why, in words"));
};

struct RequestStarted : RequestEvent {
    std::string reason;

    static constexpr auto describe =
        message("RequestStarted", "It is being worked on.", field<&RequestStarted::request_id>("request_id", "which"),
                field<&RequestStarted::reason>("reason", "why, where an operator says so").optional());
};

struct RequestCompleted : RequestEvent {
    std::uint32_t succeeded_count{};
    std::string reason;

    static constexpr auto describe = message(
        "RequestCompleted", "All machines that were asked for have come up, or are gone; or an operator says so.",
        field<&RequestCompleted::request_id>("request_id", "which"),
        field<&RequestCompleted::succeeded_count>("succeeded_count", "how many"),
        field<&RequestCompleted::reason>("reason", "why, where an operator says so").optional());
};

struct RequestPartiallyFulfilled : RequestEvent {
    std::uint32_t succeeded_count{};
    std::string reason;

    static constexpr auto describe =
        message("RequestPartiallyFulfilled", "It ended with fewer machines than were asked for.",
                field<&RequestPartiallyFulfilled::request_id>("request_id", "which"),
                field<&RequestPartiallyFulfilled::succeeded_count>("succeeded_count", "machines or units that came up"),
                field<&RequestPartiallyFulfilled::reason>("reason", "what went wrong, in words"));
};

struct RequestFailed : RequestEvent {
    std::string reason;

    static constexpr auto describe =
        message("RequestFailed", "It ended without a machine, since no further try would help.",
                field<&RequestFailed::request_id>("request_id", "which"),
                field<&RequestFailed::reason>("reason", "what went wrong, in words"));
};

struct RequestTimedOut : RequestEvent {
    std::string reason;

    static constexpr auto describe = message(
        "RequestTimedOut", "Its deadline passed without a machine; or, of a return, before all machines were gone.",
        field<&RequestTimedOut::request_id>("request_id", "which"),
        field<&RequestTimedOut::reason>("reason", "what went wrong, in words"));
};

struct RequestDeadlineMoved : RequestEvent {
    std::optional<Timestamp> deadline_at;
    std::string reason;

    static constexpr auto describe =
        message("RequestDeadlineMoved", "Its deadline is another one by the clock, and as far away as before.",
                field<&RequestDeadlineMoved::request_id>("request_id", "which"),
                field<&RequestDeadlineMoved::deadline_at>("deadline_at", "when it ends with what it has by then"),
                field<&RequestDeadlineMoved::reason>("reason", "why, in words").optional());
};

struct RequestCancelled : RequestEvent {
    std::string reason;

    static constexpr auto describe =
        message("RequestCancelled", "The request was cancelled; the machines that it had are given back.",
                field<&RequestCancelled::request_id>("request_id", "which"),
                field<&RequestCancelled::reason>("reason", "why, as the client wrote it").optional());
};

// What events make of a request, those of its launches included. Each function changes the request
// alone; State::apply() stamps it with the event's place and keeps what is derived from it.
//
// Errors: std::logic_error for an event that does not fit the request.
Request created_by(const RequestCreated& event, const EventMeta& meta);
void evolve(Request& request, const RequestClaimed& event, const EventMeta& meta);
void evolve(Request& request, const RequestUnclaimed& event, const EventMeta& meta);
void evolve(Request& request, const RequestStarted& event, const EventMeta& meta);
void evolve(Request& request, const RequestCompleted& event, const EventMeta& meta);
void evolve(Request& request, const RequestPartiallyFulfilled& event, const EventMeta& meta);
void evolve(Request& request, const RequestFailed& event, const EventMeta& meta);
void evolve(Request& request, const RequestTimedOut& event, const EventMeta& meta);
void evolve(Request& request, const RequestCancelled& event, const EventMeta& meta);
void evolve(Request& request, const RequestDeadlineMoved& event, const EventMeta& meta);

using RequestEvents =
    std::variant<RequestCreated, RequestStarted, RequestCompleted, RequestPartiallyFulfilled, RequestFailed,
                 RequestTimedOut, RequestCancelled, RequestDeadlineMoved, RequestClaimed, RequestUnclaimed>;

}  // namespace hf
