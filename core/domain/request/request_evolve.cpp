#include "core/domain/request/launch_events.hpp"

namespace hf {
namespace {

void change_status(Request& request, RequestStatus to, const std::string& reason) {
    change_status(request.status, to, request_transitions, request.request_id.value);
    request.status_reason = reason;
}

void end(Request& request, RequestStatus as, const std::string& reason, const EventMeta& meta) {
    change_status(request, as, reason);
    request.completed_at = meta.time;
}

void close_launch(Request& request, const std::string& token) {
    if (!request.launch || request.launch->token != token)
        throw std::logic_error(fmt::format("{} has no open launch {}", request.request_id, token));
    request.launch.reset();
    request.unsettled.reset();
}

}  // namespace

Request created_by(const RequestCreated& event, const EventMeta& meta) {
    Request request;
    request.request_id = event.request_id;
    request.request_type = event.request_type;
    request.template_id = event.template_id;
    request.provider = event.provider;
    request.machine_count = event.machine_count;
    request.created_at = meta.time;
    request.deadline_at = event.deadline_at;
    request.tags = event.tags;
    request.priority = event.priority;
    request.user_id = event.user_id;
    if (!event.ordered_by.empty()) request.ordered_by = event.ordered_by;
    request.configuration = event.configuration;
    request.retry_of = event.retry_of;
    request.machine_ids = event.machine_ids;
    request.status_reason = event.reason;
    request.source = event.source;
    request.claim_by = event.claim_by;
    request.counts = event.counts;
    request.excess = event.excess;
    request.correlation_id = meta.correlation_id;
    if (!meta.traceparent.empty()) request.traceparent = meta.traceparent;
    return request;
}

void evolve(Request& request, const RequestClaimed&, const EventMeta&) { request.claim_by.reset(); }
void evolve(Request& request, const RequestUnclaimed& event, const EventMeta&) {
    request.claim_by.reset();
    request.status_reason = event.reason;
}

void evolve(Request& request, const RequestStarted& event, const EventMeta&) {
    // A start without a reason takes none away: a machine of a return may have been refused before the first one ended.
    const auto known = request.last_problem.value_or(std::string{});
    change_status(request, RequestStatus::in_progress, event.reason.empty() ? known : event.reason);
}
void evolve(Request& request, const RequestCompleted& event, const EventMeta& meta) {
    end(request, RequestStatus::complete, event.reason, meta);
}
void evolve(Request& request, const RequestPartiallyFulfilled& event, const EventMeta& meta) {
    end(request, RequestStatus::partial, event.reason, meta);
}
void evolve(Request& request, const RequestFailed& event, const EventMeta& meta) {
    end(request, RequestStatus::failed, event.reason, meta);
}
void evolve(Request& request, const RequestTimedOut& event, const EventMeta& meta) {
    end(request, RequestStatus::timeout, event.reason, meta);
}
void evolve(Request& request, const RequestCancelled& event, const EventMeta& meta) {
    end(request, RequestStatus::cancelled, event.reason, meta);
}

void evolve(Request& request, const RequestDeadlineMoved& event, const EventMeta&) {
    if (request.claim_by && request.deadline_at && event.deadline_at)
        request.claim_by = *request.claim_by + (*event.deadline_at - *request.deadline_at);
    request.deadline_at = event.deadline_at;
}

void evolve(Request& request, const LaunchRequested& event, const EventMeta&) {
    if (!request.open() || request.launch)
        throw std::logic_error(fmt::format("{} can't begin a launch", request.request_id));
    request.launch = Launch{event.attempt, event.token, event.count, event.provider_api};
    request.attempts = event.attempt;
}

void evolve(Request& request, const LaunchSucceeded& event, const EventMeta&) {
    close_launch(request, event.token);
    request.tried = 0;
    request.unknown_errors = 0;
}

void evolve(Request& request, const LaunchFailed& event, const EventMeta&) {
    close_launch(request, event.token);
    request.last_problem = event.message;
    // A request that waits for another try tells for what; its end brings a reason of its own.
    if (request.open()) request.status_reason = event.message;
    request.unknown_errors = event.error == ProviderErrorKind::other ? request.unknown_errors + 1 : 0;
    request.gave_up = event.final;
    request.tried |= source_bit(request.source);
    if (event.hopeless) request.hopeless |= source_bit(request.source);
}

void evolve(Request& request, const LaunchUnsettled& event, const EventMeta&) { request.unsettled = event.reason; }

void evolve(Request& request, const RequestRedirected& event, const EventMeta&) {
    if (!request.open() || request.launch || request.provider != event.from)
        throw std::logic_error(fmt::format("{} can't be redirected", request.request_id));
    request.provider = event.provider;
    // A source that is asked a second time begins a new round.
    if ((request.tried & source_bit(event.source)) != 0) request.tried = source_bit(event.source);
    request.source = event.source;
}

}  // namespace hf
