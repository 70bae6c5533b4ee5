#include "adapters/providers/aws/ec2/fleet_role.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::aws {
namespace {

constexpr std::size_t account_digits = 12;

// The second part of "arn:aws-cn:sts::123456789012:user/me"; empty for a text of another form.
std::string_view partition_of(std::string_view arn) {
    constexpr std::string_view start = "arn:";
    if (!arn.starts_with(start)) return {};
    arn.remove_prefix(start.size());
    const auto colon = arn.find(':');
    return colon == std::string_view::npos ? std::string_view{} : arn.substr(0, colon);
}

bool is_account(std::string_view text) {
    return text.size() == account_digits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

AwsResult<std::string> FleetRole::arn() {
    {
        const MutexLock lock(mutex_);
        if (!arn_.empty()) return arn_;
    }
    auto answer = sts_.query("GetCallerIdentity", {});
    if (!answer) {
        auto error = std::move(answer.error());
        error.message += " (asked for the account, since the template has no fleetRole)";
        return tl::make_unexpected(std::move(error));
    }
    const auto told = answer->child("GetCallerIdentityResult");
    const std::string_view account = told.child_value("Account");
    const auto partition = partition_of(told.child_value("Arn"));
    if (!is_account(account) || partition.empty())
        return tl::make_unexpected(AwsError{
            "GetCallerIdentity", "", "the answer names no account, and the template has no fleetRole", 200, false});
    const MutexLock lock(mutex_);
    arn_ = fmt::format("arn:{}:iam::{}:role/aws-service-role/spotfleet.amazonaws.com/{}", partition, account, name);
    return arn_;
}

}  // namespace hf::aws
