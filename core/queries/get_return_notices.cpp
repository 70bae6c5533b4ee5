#include "core/queries/get_return_notices.hpp"

#include <algorithm>
#include <span>

#include "core/queries/sight.hpp"

namespace hf {
namespace {

// Returns nothing if the machine was given back after all or never ran: then there is nothing to report.
std::optional<ReturnNotice> notice_of(const Machine& machine) {
    const bool ended = !machine.live();
    if (machine.return_requested || !machine.has_run() || (!ended && !machine.reclaim_noticed_at)) return std::nullopt;
    return ReturnNotice{machine.spec.machine_id,
                        machine.spec.name,
                        machine.spec.request_id,
                        machine.spec.template_id,
                        ended ? NoticeKind::ended : NoticeKind::reclaim,
                        machine.status_reason,
                        ended ? *machine.ended_at : *machine.reclaim_noticed_at,
                        machine.reclaim_at};
}

}  // namespace

Answer<Listing<ReturnNotice>> answer(const GetReturnNotices& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) {
        Listing<ReturnNotice> listing;
        // The list grows for ever, so only the latest entries are looked at.
        const std::span all(view.state.taken_back());
        const auto latest = all.last(std::min<std::size_t>(all.size(), context.limits.scanned_items));
        const auto& own = own_of(caller, view).machines;
        for (auto slot = latest.rbegin(); slot != latest.rend(); ++slot) {
            const auto& machine = ***slot;
            if (!caller.sees_all && !own.contains(machine.ordinal)) continue;
            if (query.template_id && machine.spec.template_id != *query.template_id) continue;
            if (query.provider && machine.spec.provider != *query.provider) continue;
            auto notice = notice_of(machine);
            if (!notice || (query.since && notice->noticed_at < *query.since)) continue;
            if (listing.total++ >= query.offset && listing.items.size() < query.limit)
                listing.items.push_back(std::move(*notice));
        }
        return Answered<Listing<ReturnNotice>>{std::move(listing), view.state.position()};
    });
}

}  // namespace hf
