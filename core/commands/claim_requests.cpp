#include "core/commands/claim_requests.hpp"

#include <unordered_set>

namespace hf {

Decision<Done> decide(const ClaimRequests& command, const State& state, const Context&) {
    Accepted<Done> accepted;
    std::unordered_set<RequestId> named;
    for (const auto& id : command.request_ids) {
        const auto* request = state.find(id);
        if (request && request->claim_by && named.insert(id).second) accepted.events.emplace_back(RequestClaimed{{id}});
    }
    return accepted;
}

}  // namespace hf
