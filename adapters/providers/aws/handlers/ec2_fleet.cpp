#include "adapters/providers/aws/handlers/ec2_fleet.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_call.hpp"
#include "adapters/providers/aws/handlers/fleet_request.hpp"

namespace hf::aws {
namespace {

Form numbered(const std::string& name, const std::vector<std::string>& values) {
    Form form;
    for (std::size_t i = 0; i < values.size(); ++i) form.add(fmt::format("{}.{}", name, i + 1), values[i]);
    return form;
}

}  // namespace

AwsResult<Opened> RequestFleet::open(const LaunchJob& job) {
    if (auto made = templates_.create(job); !made) return tl::make_unexpected(std::move(made.error()));
    FleetCall call(ec2_, "CreateFleet", [](const LaunchJob& each) { return fleet_form(each, "request"); });
    const auto answer = call.make(job);
    if (!answer) return tl::make_unexpected(answer.error());
    return Opened{{}, {}, call.left_out()};
}

AwsResult<std::vector<std::string>> RequestFleet::fleets_of(const std::string& token) {
    // List everything with the token, since moto fails when it is asked for fleets alone.
    std::vector<std::string> ids;
    Form form;
    form.add("Filter.1.Name", "key").add("Filter.1.Value.1", tag::token);
    form.add("Filter.2.Name", "value").add("Filter.2.Value.1", token);
    auto all = ec2_.pages("DescribeTags", form, [&](const XmlAnswer& page) {
        for (const auto item : page.child("tagSet").children("item"))
            if (std::string id = item.child_value("resourceId"); id.starts_with("fleet-")) ids.push_back(std::move(id));
    });
    if (!all) return tl::make_unexpected(std::move(all.error()));
    if (ids.empty()) return ids;
    const auto fleets = ec2_.query("DescribeFleets", numbered("FleetId", ids));
    if (!fleets) return tl::make_unexpected(fleets.error());
    ids.clear();
    for (const auto item : fleets->child("fleetSet").children("item")) {
        const std::string_view state = item.child_value("fleetState");
        // An instant fleet makes no more machines, and deleting it would end the machines that it made.
        if (std::string_view(item.child_value("type")) == "instant" || state.starts_with("deleted")) continue;
        ids.emplace_back(item.child_value("fleetId"));
    }
    return ids;
}

AwsResult<void> RequestFleet::close(const std::string& token) {
    const auto ids = fleets_of(token);
    if (!ids) return tl::make_unexpected(ids.error());
    if (!ids->empty()) {
        const auto deleted = ec2_.query("DeleteFleets", numbered("FleetId", *ids).add("TerminateInstances", "false"));
        if (!deleted) return tl::make_unexpected(deleted.error());
        for (const auto item : deleted->child("unsuccessfulFleetDeletionSet").children("item"))
            return tl::make_unexpected(AwsError{"DeleteFleets", item.child("error").child_value("code"),
                                                item.child("error").child_value("message"), 500, true,
                                                deleted->request_id()});
    }
    return templates_.remove(token);
}

std::string Ec2Fleet::type_of(const LaunchSpecification& spec) {
    return spec.fleet_type.empty() || spec.fleet_type == "instant" ? "instant" : "request";
}

LaunchResult Ec2Fleet::launch(const LaunchJob& job) {
    if (type_of(job.ready.spec) == "instant") return instant_.launch(job);
    return gathered_.launch(job);
}

}  // namespace hf::aws
