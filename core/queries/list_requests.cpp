#include "core/queries/list_requests.hpp"

namespace hf {

Answer<Listing<Request>> answer(const ListRequests& query, const Sources& sources) {
    const auto matches = [&](const Request& request) {
        return (!query.status || *query.status == request.status) &&
               (!query.template_id || query.template_id == request.template_id) &&
               (!query.request_type || *query.request_type == request.request_type);
    };
    return sources.models.read([&](const View& view) {
        Paging<Request> paging(query.page);
        for (auto id = view.requests_by_age.rbegin(); id != view.requests_by_age.rend(); ++id) {
            const auto& request = *view.state.find(*id);
            if (matches(request)) paging.add(request);
        }
        return Answered<Listing<Request>>{paging.take(), view.state.position()};
    });
}

}  // namespace hf
