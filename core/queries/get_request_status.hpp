#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct RequestReport {
    Request request;
    std::optional<std::vector<Machine>> machines;

    static constexpr auto describe =
        message("RequestReport", "How far a request is.", flat<&RequestReport::request>(),
                field<&RequestReport::machines>("machines", "its machines (with include_machines)"));
};

struct GetRequestStatus {
    using Result = RequestReport;
    RequestId request_id;
    bool include_machines = false;

    static constexpr auto describe =
        message("GetRequestStatus", "How far a request is, and its machines if you like.",
                field<&GetRequestStatus::request_id>("request_id", "which"),
                field<&GetRequestStatus::include_machines>("include_machines", "tell its machines, too").optional());
};

Answer<RequestReport> answer(const GetRequestStatus& query, const Sources& sources);

}  // namespace hf
