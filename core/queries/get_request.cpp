#include "core/queries/get_request.hpp"

#include "core/queries/sight.hpp"

namespace hf {

Answer<Request> answer(const GetRequest& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) -> Answer<Request> {
        const auto* request = find(query.request_id, view, caller);
        if (!request) return refuse(Code::request_not_found, "request {} does not exist", query.request_id);
        return Answered<Request>{*request, view.state.position()};
    });
}

}  // namespace hf
