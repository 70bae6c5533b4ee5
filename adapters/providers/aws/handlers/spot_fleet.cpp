#include "adapters/providers/aws/handlers/spot_fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "adapters/providers/aws/api/aws_time.hpp"
#include "adapters/providers/aws/ec2/tags.hpp"
#include "adapters/providers/aws/handlers/fleet_call.hpp"
#include "adapters/providers/aws/handlers/spot_fleet_history.hpp"
#include "adapters/providers/aws/handlers/spot_fleet_request.hpp"

namespace hf::aws {
namespace {

// EC2's limits for one page and for one call.
constexpr auto fleets_a_page = "1000";
constexpr std::size_t most_cancelled = 100;
// EC2 refuses calls from a host whose clock differs by more.
constexpr std::chrono::minutes clocks_differ_by{5};

bool has_token(pugi::xml_node request, std::string_view token) {
    for (const auto item : request.child("tagSet").children("item"))
        if (item.child_value("key") == std::string_view(tag::token) && item.child_value("value") == token) return true;
    return false;
}

bool may_make_machines(pugi::xml_node request) {
    const std::string_view state = request.child_value("spotFleetRequestState");
    return !state.starts_with("cancelled") && state != "failed";
}

}  // namespace

AwsResult<Opened> SpotFleet::open(const LaunchJob& job) {
    if (auto made = templates_.create(job); !made) return tl::make_unexpected(std::move(made.error()));
    const auto now = clock_.now();
    FleetCall call(ec2_, "RequestSpotFleet", [now](const LaunchJob& each) { return spot_fleet_form(each, now); });
    const auto answer = call.make(job);
    if (!answer) return tl::make_unexpected(answer.error());
    return Opened{answer->text("spotFleetRequestId"), now, call.left_out()};
}

std::optional<ProviderError> SpotFleet::why_too_few(const Opened& opened) {
    Form form;
    form.add("SpotFleetRequestId", opened.id);
    form.add("StartTime", aws_time({opened.at.microseconds - std::chrono::microseconds{clocks_differ_by}.count()}));
    form.add("MaxResults", fleets_a_page);
    SpotFleetHistory history;
    // If there is no answer, no reason is reported.
    static_cast<void>(ec2_.pages("DescribeSpotFleetRequestHistory", form, [&](const XmlAnswer& page) {
        for (const auto record : page.child("historyRecordSet").children("item")) history.add(record);
    }));
    return history.reason();
}

AwsResult<std::vector<std::string>> SpotFleet::requests_of(const std::string& token) {
    // List all requests: they cannot be filtered by tag, and moto shows their tags nowhere else.
    std::vector<std::string> ids;
    auto all =
        ec2_.pages("DescribeSpotFleetRequests", Form().add("MaxResults", fleets_a_page), [&](const XmlAnswer& page) {
            for (const auto item : page.child("spotFleetRequestConfigSet").children("item"))
                if (has_token(item, token) && may_make_machines(item))
                    ids.emplace_back(item.child_value("spotFleetRequestId"));
        });
    if (!all) return tl::make_unexpected(std::move(all.error()));
    return ids;
}

AwsResult<void> SpotFleet::cancel(const std::vector<std::string>& ids) {
    for (std::span<const std::string> left = ids; !left.empty();) {
        const auto batch = left.first(std::min(left.size(), most_cancelled));
        left = left.subspan(batch.size());
        Form form;
        for (std::size_t i = 0; i < batch.size(); ++i) form.add(fmt::format("SpotFleetRequestId.{}", i + 1), batch[i]);
        form.add("TerminateInstances", "false");
        const auto cancelled = ec2_.query("CancelSpotFleetRequests", form);
        if (!cancelled) return tl::make_unexpected(cancelled.error());
        for (const auto item : cancelled->child("unsuccessfulFleetRequestSet").children("item"))
            return tl::make_unexpected(AwsError{"CancelSpotFleetRequests", item.child("error").child_value("code"),
                                                item.child("error").child_value("message"), 500, true,
                                                cancelled->request_id()});
    }
    return {};
}

AwsResult<void> SpotFleet::close(const std::string& token) {
    const auto ids = requests_of(token);
    if (!ids) return tl::make_unexpected(ids.error());
    if (auto cancelled = cancel(*ids); !cancelled) return cancelled;
    return templates_.remove(token);
}

}  // namespace hf::aws
