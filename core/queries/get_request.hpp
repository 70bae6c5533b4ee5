#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct GetRequest {
    using Result = Request;
    static constexpr auto role = Role::viewer;
    RequestId request_id;

    static constexpr auto describe =
        message("GetRequest", "One request.", field<&GetRequest::request_id>("request_id", "which"));
};

Answer<Request> answer(const GetRequest& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
