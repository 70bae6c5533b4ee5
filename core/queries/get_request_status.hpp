// GetRequestStatus: the progress of one or more requests, in one look.
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

struct RequestReports {
    std::vector<RequestReport> items;
    std::vector<std::string> unknown;

    static constexpr auto describe =
        message("RequestReports", "How far requests are.",
                field<&RequestReports::items>("items", "those that exist, in the order in which they were asked for"),
                field<&RequestReports::unknown>("unknown", "those of request_ids that don't exist"));
};

struct GetRequestStatus {
    using Result = RequestReports;
    static constexpr auto role = Role::viewer;
    std::optional<RequestId> request_id;
    std::optional<std::vector<std::string>> request_ids;
    bool include_machines = false;

    static constexpr auto describe =
        message("GetRequestStatus", "How far requests are, and their machines if you like.",
                field<&GetRequestStatus::request_id>("request_id", "which, if it is one"),
                field<&GetRequestStatus::request_ids>("request_ids", "which, if they are several").at_most(1000),
                field<&GetRequestStatus::include_machines>("include_machines", "list their machines, too").optional());
};

Answer<RequestReports> answer(const GetRequestStatus& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
