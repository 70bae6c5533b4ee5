#include "core/queries/get_request_status.hpp"

#include <set>

#include "core/queries/sight.hpp"

namespace hf {
namespace {

struct Found {
    std::vector<const Request*> requests;  // without repetitions
    std::vector<std::string> unknown;
};

Found look_up(const std::vector<std::string>& ids, const View& view, const Caller& caller) {
    Found found;
    std::set<std::string_view> seen;
    for (const auto& id : ids) {
        if (!seen.insert(id).second) continue;
        if (const auto* request = find(RequestId{id}, view, caller))
            found.requests.push_back(request);
        else
            found.unknown.push_back(id);
    }
    return found;
}

// Refuses to report many requests with too many machines. A single request is always reported,
// because it cannot be asked for in parts.
std::optional<Error> too_much(const Found& found, const Limits& limits) {
    std::uint64_t machines = 0;
    for (const auto* request : found.requests) machines += request->machine_ids.size();
    if (found.requests.size() < 2 || machines <= limits.scanned_items) return std::nullopt;
    auto refusal =
        error(Code::limit_exceeded,
              "these requests have {} machines, and {} may be listed at a time (limits.scanned_items); ask for fewer",
              machines, limits.scanned_items);
    refusal.details = {{"candidates", machines}, {"allowed", limits.scanned_items}};
    return refusal;
}

}  // namespace

Answer<RequestReports> answer(const GetRequestStatus& query, const QueryContext& context, const Caller& caller) {
    if (query.request_id.has_value() == query.request_ids.has_value())
        return refuse(Code::validation_error, "either request_id or request_ids must be given, and not both");
    const auto ids = query.request_id ? std::vector{query.request_id->value} : *query.request_ids;
    return context.models.read([&](const View& view) -> Answer<RequestReports> {
        auto found = look_up(ids, view, caller);
        if (query.request_id && found.requests.empty())
            return refuse(Code::request_not_found, "request {} does not exist", *query.request_id);
        if (query.include_machines)
            if (auto problem = too_much(found, context.limits)) return tl::make_unexpected(std::move(*problem));

        RequestReports reports{{}, std::move(found.unknown)};
        for (const auto* request : found.requests) {
            auto& report = reports.items.emplace_back(RequestReport{*request, std::nullopt});
            if (!query.include_machines) continue;
            report.machines.emplace();
            for (const auto& id : request->machine_ids)
                if (const auto* machine = find(id, view, caller)) report.machines->push_back(*machine);
        }
        return Answered<RequestReports>{std::move(reports), view.state.position()};
    });
}

}  // namespace hf
