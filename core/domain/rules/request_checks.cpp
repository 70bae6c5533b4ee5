#include "core/domain/rules/request_checks.hpp"

#include "core/domain/rules/ownership.hpp"

namespace hf {

Result<const Request*> request_to_change(const RequestId& id, const State& state, const Context& context) {
    const auto* request = state.find(id);
    if (!request || !context.caller.may_see(owner_of(*request)))
        return refuse(Code::request_not_found, "request {} does not exist", id);
    if (auto refusal = refusal_of(context.caller, *request)) return tl::make_unexpected(std::move(*refusal));
    if (auto conflict = version_conflict(context, *request)) return tl::make_unexpected(std::move(*conflict));
    return request;
}

}  // namespace hf
