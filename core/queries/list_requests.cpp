#include "core/queries/list_requests.hpp"

#include "core/queries/lists/list.hpp"
#include "core/queries/sight.hpp"

namespace hf {

Answer<Listing<Request>> answer(const ListRequests& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) {
        const auto& by = view.requests.by();
        Selection selection(view.requests);
        if (!caller.sees_all) selection.only(own_of(caller, view).requests.bitmap());
        selection.only(by.status, query.status);
        selection.only(by.template_id, query.template_id);
        selection.only(by.request_type, query.request_type);
        selection.only(by.provider, query.provider);
        selection.only(by.priority, query.priority);
        if (query.user_id) selection.only(by.of_user(*query.user_id));
        return list(selection, query.page, view.state.position(), context.limits);
    });
}

}  // namespace hf
