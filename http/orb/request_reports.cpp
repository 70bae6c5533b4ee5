#include "http/orb/request_reports.hpp"

#include <map>

#include "http/orb/shapes.hpp"

namespace hf::http::orb {

void ask_for_reports(const std::shared_ptr<Errand>& errand, const std::vector<std::string>& ids,
                     std::function<void(Json)> then) {
    if (ids.empty()) return then(Json::array());
    ValueList wanted(ids.begin(), ids.end());
    errand->ask("GetRequestStatus", {{"request_ids", std::move(wanted)}, {"include_machines", true}},
                [ids, then = std::move(then)](const Json& found) {
                    std::map<std::string, const Json*> by_id;
                    for (const auto& each : found.at("items")) by_id.emplace(each.at("request_id"), &each);
                    Json reports = Json::array();
                    for (const auto& id : ids) {
                        const auto known = by_id.find(id);
                        if (known == by_id.end())
                            reports.push_back({{"request_id", id}, {"error", "there is no such request"}});
                        else
                            reports.push_back(request_of(*known->second));
                    }
                    then(std::move(reports));
                });
}

}  // namespace hf::http::orb
