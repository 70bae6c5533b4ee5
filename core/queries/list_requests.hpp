#pragma once

#include "core/queries/lists/listing.hpp"

namespace hf {

struct ListRequests {
    using Result = Listing<Request>;
    static constexpr auto role = Role::viewer;
    std::optional<RequestStatus> status;
    std::optional<TemplateId> template_id;
    std::optional<RequestType> request_type;
    std::optional<ProviderName> provider;
    std::optional<std::string> user_id;
    std::optional<std::uint8_t> priority;
    Page page;

    static constexpr auto describe =
        message("ListRequests", "Requests, the newest first.",
                field<&ListRequests::status>("status", "only those of this status"),
                field<&ListRequests::template_id>("template_id", "only those of this template"),
                field<&ListRequests::request_type>("request_type", "only acquire, or only return"),
                field<&ListRequests::provider>("provider", "only those of this provider"),
                field<&ListRequests::user_id>("user_id", "only those for this user"),
                field<&ListRequests::priority>("priority", "only those of this priority").between(0, 9),
                flat<&ListRequests::page>());
};

Answer<Listing<Request>> answer(const ListRequests& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
