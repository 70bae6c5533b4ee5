#include "adapters/providers/aws/api/answer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/text/utf8.hpp"

namespace hf::aws {
namespace {

constexpr std::size_t most_of_an_id = 100;

struct PartOfAnswer {
    std::string_view action;
    const char* part;  // a path of elements
};

// Sources: the response elements of each action in the API references of EC2, Auto Scaling and STS. Actions that are
// missing here answer with nothing that is used.
constexpr std::array parts{
    PartOfAnswer{"AssumeRole", "AssumeRoleResult/Credentials"},
    PartOfAnswer{"AssumeRoleWithWebIdentity", "AssumeRoleWithWebIdentityResult/Credentials"},
    PartOfAnswer{"CancelSpotFleetRequests", "successfulFleetRequestSet|unsuccessfulFleetRequestSet"},
    PartOfAnswer{"CreateFleet", "fleetId|fleetInstanceSet|errorSet"},
    PartOfAnswer{"CreateLaunchTemplate", "launchTemplate"},
    PartOfAnswer{"DeleteFleets", "successfulFleetDeletionSet|unsuccessfulFleetDeletionSet"},
    PartOfAnswer{"DeleteLaunchTemplate", "launchTemplate"},
    PartOfAnswer{"DescribeAutoScalingGroups", "DescribeAutoScalingGroupsResult/AutoScalingGroups"},
    PartOfAnswer{"DescribeAvailabilityZones", "availabilityZoneInfo"},
    PartOfAnswer{"DescribeCapacityReservations", "capacityReservationSet"},
    PartOfAnswer{"DescribeFleets", "fleetSet"},
    PartOfAnswer{"DescribeImages", "imagesSet"},
    PartOfAnswer{"DescribeInstanceStatus", "instanceStatusSet"},
    PartOfAnswer{"DescribeInstanceTypes", "instanceTypeSet"},
    PartOfAnswer{"DescribeInstances", "reservationSet"},
    PartOfAnswer{"DescribeKeyPairs", "keySet"},
    PartOfAnswer{"DescribeLaunchTemplates", "launchTemplates"},
    PartOfAnswer{"DescribeSecurityGroups", "securityGroupInfo"},
    PartOfAnswer{"DescribeSnapshots", "snapshotSet"},
    PartOfAnswer{"DescribeSpotFleetRequestHistory", "historyRecordSet"},
    PartOfAnswer{"DescribeSpotFleetRequests", "spotFleetRequestConfigSet"},
    PartOfAnswer{"DescribeSpotInstanceRequests", "spotInstanceRequestSet"},
    PartOfAnswer{"DescribeSubnets", "subnetSet"},
    PartOfAnswer{"DescribeTags", "tagSet"},
    PartOfAnswer{"GetConsoleOutput", "instanceId"},
    PartOfAnswer{"RequestSpotFleet", "spotFleetRequestId"},
    PartOfAnswer{"RunInstances", "instancesSet/item/instanceId"},
    PartOfAnswer{"StartInstances", "instancesSet"},
    PartOfAnswer{"StopInstances", "instancesSet"},
    PartOfAnswer{"TerminateInstances", "instancesSet"},
};

bool has_any_of(pugi::xml_node root, std::string_view paths) {
    while (!paths.empty()) {
        const auto end = std::min(paths.find('|'), paths.size());
        if (root.first_element_by_path(std::string(paths.substr(0, end)).c_str())) return true;
        paths.remove_prefix(std::min(end + 1, paths.size()));
    }
    return false;
}

}  // namespace

std::string request_id_in(pugi::xml_node root) {
    for (const auto* path : {"requestId", "RequestID", "RequestId", "ResponseMetadata/RequestId"})
        if (const auto found = root.first_element_by_path(path); *found.text().get())
            return shortened(found.text().get(), most_of_an_id);
    return {};
}

std::string XmlAnswer::request_id() const { return request_id_in(root()); }

std::string problem_of_answer(const std::string& action, const pugi::xml_document& document) {
    const auto root = document.document_element();
    if (const std::string_view name = root.name(); name != action + "Response")
        return fmt::format("the answer is a <{}>, not a <{}Response>", shortened(name), action);
    if (request_id_in(root).empty()) return "the answer has no request id, so it is not AWS's";
    const auto part = std::find_if(parts.begin(), parts.end(), [&](const auto& each) { return each.action == action; });
    if (part != parts.end() && !has_any_of(root, part->part)) return fmt::format("the answer has no {}", part->part);
    return {};
}

}  // namespace hf::aws
