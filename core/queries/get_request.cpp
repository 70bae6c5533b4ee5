#include "core/queries/get_request.hpp"

namespace hf {

Answer<Request> answer(const GetRequest& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<Request> {
        const auto* request = view.state.find(query.request_id);
        if (!request) return refuse(Code::request_not_found, "request {} does not exist", query.request_id);
        return Answered<Request>{*request, view.state.position()};
    });
}

}  // namespace hf
