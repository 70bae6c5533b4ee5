#include "core/domain/rules/moved_deadlines.hpp"

#include <algorithm>

namespace hf {
namespace {

// The set of open requests has no order, and events must not depend on that.
std::vector<const Request*> with_a_deadline(const State& state) {
    std::vector<const Request*> found;
    for (const auto& id : state.open_requests())
        if (const auto* request = state.find(id); request->deadline_at) found.push_back(request);
    std::ranges::sort(found, {}, &Request::ordinal);
    return found;
}

Event moved(const Request& request, Timestamp to) {
    return RequestDeadlineMoved{{request.request_id}, to, "the clock was set"};
}

}  // namespace

Events move_deadlines(std::chrono::microseconds by, const State& state) {
    Events events;
    for (const auto* request : with_a_deadline(state)) events.push_back(moved(*request, *request->deadline_at + by));
    return events;
}

Events bound_deadlines(Timestamp now, const State& state) {
    Events events;
    for (const auto* request : with_a_deadline(state))
        if (now < request->created_at)
            events.push_back(moved(*request, now + (*request->deadline_at - request->created_at)));
    return events;
}

}  // namespace hf
