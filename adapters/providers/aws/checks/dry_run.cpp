#include "adapters/providers/aws/checks/dry_run.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/handlers/run_instances.hpp"

namespace hf::aws {
namespace {

// Ends machines that a cloud without dry runs has launched.
AwsResult<void> end_what_was_launched(const XmlAnswer& answer, Caller& ec2) {
    Form form;
    int number = 0;
    for (const auto instance : answer.child("instancesSet").children("item"))
        form.add(fmt::format("InstanceId.{}", ++number), instance.child_value("instanceId"));
    if (number == 0) return {};
    const auto ended = ec2.query("TerminateInstances", form);
    if (!ended) return tl::make_unexpected(ended.error());
    return {};
}

}  // namespace

AwsResult<std::optional<AwsError>> dry_run(const LaunchJob& job, Caller& ec2) {
    const auto offerings = offerings_of(job.ready.spec, job.order.price_type);
    auto form = RunInstances::form_of(job, offerings.front(), {1, 1});
    form.set("DryRun", "true");
    const auto answer = ec2.query("RunInstances", form, Repeat::known);
    if (answer) {
        if (auto ended = end_what_was_launched(*answer, ec2); !ended) return tl::make_unexpected(ended.error());
        return std::nullopt;
    }
    const auto& error = answer.error();
    if (error.code == "DryRunOperation") return std::nullopt;
    switch (kind_of(error)) {
        case ProviderErrorKind::throttled:
        case ProviderErrorKind::credentials:
        case ProviderErrorKind::unreachable: return tl::make_unexpected(error);
        case ProviderErrorKind::no_capacity:
        case ProviderErrorKind::quota: return std::nullopt;
        case ProviderErrorKind::unauthorized:
        case ProviderErrorKind::invalid:
        case ProviderErrorKind::not_found:
        case ProviderErrorKind::other: break;
    }
    return error;
}

}  // namespace hf::aws
