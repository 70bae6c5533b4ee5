#include "core/commands/claim_requests.hpp"

#include <unordered_set>

#include "core/domain/rules/ownership.hpp"

namespace hf {

Decision<Done> decide(const ClaimRequests& command, const State& state, const Context& context) {
    Accepted<Done> accepted;
    std::unordered_set<RequestId> named;
    for (const auto& id : command.request_ids) {
        const auto* request = state.find(id);
        // A caller whose request it isn't has the id from elsewhere, and the request's owner may still not know it.
        if (request && request->claim_by && !refusal_of(context.caller, *request) && named.insert(id).second)
            accepted.events.emplace_back(RequestClaimed{{id}});
    }
    return accepted;
}

}  // namespace hf
