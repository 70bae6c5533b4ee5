#include "core/domain/rules/moved_deadlines.hpp"

namespace hf {
namespace {

Event moved(const Request& request, Timestamp to) {
    return RequestDeadlineMoved{{request.request_id}, to, "the clock was set"};
}

}  // namespace

Events move_deadlines(std::chrono::microseconds by, const State& state) {
    Events events;
    for (const auto& request : state.open_requests())
        if (request.deadline_at) events.push_back(moved(request, *request.deadline_at + by));
    return events;
}

Events bound_deadlines(Timestamp now, const State& state) {
    Events events;
    for (const auto& request : state.open_requests())
        if (request.deadline_at && now < request.created_at)
            events.push_back(moved(request, now + (*request.deadline_at - request.created_at)));
    return events;
}

}  // namespace hf
