#include "core/queries/list_return_requests.hpp"

#include "core/queries/list_requests.hpp"

namespace hf {

Answer<Listing<Request>> answer(const ListReturnRequests& query, const QueryContext& context, const Caller& caller) {
    ListRequests returns;
    returns.request_type = RequestType::give_back;
    returns.status = query.status;
    returns.user_id = query.user_id;
    returns.page = query.page;
    return answer(returns, context, caller);
}

}  // namespace hf
