#pragma once

#include "core/queries/listing.hpp"

namespace hf {

struct ListRequests {
    using Result = Listing<Request>;
    std::optional<RequestStatus> status;
    std::optional<TemplateId> template_id;
    std::optional<RequestType> request_type;
    Page page;

    static constexpr auto describe =
        message("ListRequests", "Requests, the newest first.",
                field<&ListRequests::status>("status", "only those of this status"),
                field<&ListRequests::template_id>("template_id", "only those of this template"),
                field<&ListRequests::request_type>("request_type", "only acquire, or only return"),
                flat<&ListRequests::page>());
};

Answer<Listing<Request>> answer(const ListRequests& query, const Sources& sources);

}  // namespace hf
