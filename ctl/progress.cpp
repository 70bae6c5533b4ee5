#include "ctl/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "client/subscriber.hpp"
#include "ctl/changing_line.hpp"

namespace hf::ctl {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// However many events arrive, the line changes no more often than an eye can follow.
constexpr milliseconds between_progress_looks = 100ms;

}  // namespace

std::string progress_line(const Request& request) {
    const bool acquire = request.request_type == RequestType::acquire;
    auto text =
        fmt::format("{}: {}, {} of {} {}{}", request.request_id, name_of(request.status), request.succeeded_count,
                    request.machine_count, request.counts == Counting::units ? "units " : "", acquire ? "up" : "gone");
    if (request.failed_count > 0) text += fmt::format(", {} failed", request.failed_count);
    if (!request.status_reason.empty()) text += fmt::format(" ({})", request.status_reason);
    return text;
}

ExitStatus exit_status_of(RequestStatus status) {
    return status == RequestStatus::complete ? ExitStatus::ok : ExitStatus::unfulfilled;
}

tl::expected<std::optional<RequestReport>, CallFailure> wait_for_end(Client& client, const RequestId& id,
                                                                     Position since,
                                                                     std::optional<milliseconds> timeout) {
    const auto deadline = timeout ? steady_clock::now() + *timeout : steady_clock::time_point::max();
    Subscriber feed(client.endpoints(), {.after = since});
    ChangingLine line;
    while (true) {
        auto report = client.query(GetRequestStatus{id, {}, true});
        // The request is in the store; the daemon may only be restarting.
        if (!report && report.error().kind != CallFailure::Kind::unreachable)
            return tl::make_unexpected(report.error());
        if (report) {
            auto& there = report->result.items.at(0);
            line.show(progress_line(there.request));
            if (!there.request.open()) return std::move(there);
        } else {
            line.show(report.error().error.message);
        }
        const auto wait = [&](milliseconds most) {
            return std::clamp(std::chrono::floor<milliseconds>(deadline - steady_clock::now()), 0ms, most);
        };
        if (wait(1ms) == 0ms) return std::nullopt;
        // The feed shows that something happened; the next query shows what, and reports the feed's
        // failures as well.
        if (!report || !feed.next(wait(1000ms))) std::this_thread::sleep_for(wait(1000ms));
        const auto pause = steady_clock::now() + wait(between_progress_looks);
        while (steady_clock::now() < pause)
            if (!feed.next(std::chrono::ceil<milliseconds>(pause - steady_clock::now()))) break;
    }
}

}  // namespace hf::ctl
