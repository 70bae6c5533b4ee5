#include "core/commands/claim_requests.hpp"

#include <unordered_set>

#include "core/domain/rules/ownership.hpp"

namespace hf {

Decision<Done> decide(const ClaimRequests& command, const State& state, const Context& context) {
    Accepted<Done> accepted;
    std::unordered_set<RequestId> named;
    for (const auto& id : command.request_ids) {
        const auto* request = state.find(id);
        // Whom it doesn't belong to has got the id from elsewhere, and its owner may still not know it.
        if (request && request->claim_by && !refusal_of(context.caller, *request) && named.insert(id).second)
            accepted.events.emplace_back(RequestClaimed{{id}});
    }
    return accepted;
}

}  // namespace hf
