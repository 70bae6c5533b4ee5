#include "adapters/providers/aws/handlers/gathering.hpp"

#include <fmt/format.h>

#include "adapters/providers/aws/ec2/tags.hpp"

namespace hf::aws {
namespace {

using namespace std::chrono_literals;

constexpr auto first_look_after = 200ms;
constexpr auto longest_between_looks = 5s;

LaunchResult open_end(const AwsError& error) { return {{}, error_of_open_launch(error)}; }

}  // namespace

AwsResult<void> Gathering::wait_for_all(const LaunchJob& job) {
    const auto until = std::chrono::steady_clock::now() + patience_;
    for (std::chrono::milliseconds pause = first_look_after;;
         pause = std::min<std::chrono::milliseconds>(pause * 2, longest_between_looks)) {
        const auto there = instances_.tagged(tag::token, job.order.token, Living::only);
        if (!there) return tl::make_unexpected(there.error());
        if (job.worth(*there) >= job.order.count || std::chrono::steady_clock::now() >= until) return {};
        // Left, it is not known what comes yet: the launch stays open, and the next start goes on with it.
        if (!ec2_.leaving().sleep_until(std::min(until, std::chrono::steady_clock::now() + pause)))
            return tl::make_unexpected(AwsError{"CreateFleet", {}, "was left, since the daemon ends", 0, true});
    }
}

LaunchResult Gathering::launch(const LaunchJob& job) {
    const auto& token = job.order.token;
    const auto opened = source_->open(job);
    if (!opened && opened.error().open()) return open_end(opened.error());
    if (opened) {
        if (const auto waited = wait_for_all(job); !waited) return open_end(waited.error());
    }
    // Close it even after a refusal, because part of the machines may exist.
    if (const auto closed = source_->close(token); !closed) return open_end(closed.error());
    auto there = instances_.tagged(tag::token, token);
    if (!there) return open_end(there.error());
    LaunchResult result{std::move(*there), {}};
    if (!opened)
        result.error = provider_error(opened.error());
    else if (const auto got = job.worth(result.machines); got < job.order.count)
        result.error = too_few(job, got, *opened);
    return result;
}

ProviderError Gathering::too_few(const LaunchJob& job, std::uint32_t there, const Opened& opened) {
    const auto had = job.order.count - job.missing;
    ProviderError error{ProviderErrorKind::no_capacity,
                        fmt::format("{} of {} {} came within {} s", there - std::min(had, there), job.missing,
                                    name_of(job.order.counts), patience_.count())};
    if (const auto reason = source_->why_too_few(opened)) {
        error.kind = reason->kind;
        error.message += ": " + reason->message;
    }
    if (!opened.refused.empty()) error.message += "; left out: " + opened.refused;
    return error;
}

}  // namespace hf::aws
