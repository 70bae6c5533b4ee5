#pragma once

#include "core/queries/lists/listing.hpp"

namespace hf {

struct ListReturnRequests {
    using Result = Listing<Request>;
    static constexpr auto role = Role::viewer;
    std::optional<RequestStatus> status;
    std::optional<std::string> user_id;
    Page page;

    static constexpr auto describe = message(
        "ListReturnRequests", "Requests that give machines back, the newest first.",
        field<&ListReturnRequests::status>("status", "only those of this status"),
        field<&ListReturnRequests::user_id>("user_id", "only those for this user"), flat<&ListReturnRequests::page>());
};

Answer<Listing<Request>> answer(const ListReturnRequests& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
