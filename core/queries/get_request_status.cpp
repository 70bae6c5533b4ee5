#include "core/queries/get_request_status.hpp"

namespace hf {

Answer<RequestReport> answer(const GetRequestStatus& query, const Sources& sources) {
    return sources.models.read([&](const View& view) -> Answer<RequestReport> {
        const auto* request = view.state.find(query.request_id);
        if (!request) return refuse(Code::request_not_found, "request {} does not exist", query.request_id);
        RequestReport report{*request, std::nullopt};
        if (query.include_machines) {
            report.machines.emplace();
            for (const auto& id : request->machine_ids)
                if (const auto* machine = view.state.find(id)) report.machines->push_back(*machine);
        }
        return Answered<RequestReport>{std::move(report), view.state.position()};
    });
}

}  // namespace hf
