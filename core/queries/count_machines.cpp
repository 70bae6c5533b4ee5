#include "core/queries/count_machines.hpp"

namespace hf {
namespace {

template <class Tag>
const std::string& text_of(const Identifier<Tag>& id) {
    return id.value;
}
template <NamedEnum E>
std::string text_of(E value) {
    return std::string(name_of(value));
}

template <class V>
Answer<MachineCounts> count(const ByValue<V>& by, const CountMachines& query, const View& view, const Limits& limits) {
    if (by.size() > limits.scanned_items) {
        auto refusal = error(Code::limit_exceeded, "there are {} to count by, and {} may be (limits.scanned_items)",
                             by.size(), limits.scanned_items);
        refusal.details = {{"candidates", static_cast<std::uint64_t>(by.size())}, {"allowed", limits.scanned_items}};
        return tl::make_unexpected(std::move(refusal));
    }
    const auto& live = view.machines.by().live.of(true);
    MachineCounts counted;
    by.each([&](const V& value, const Bitmap& machines) {
        const auto count = query.live_only ? machines.count_shared(live) : machines.count();
        if (count > 0) counted.counts.emplace(text_of(value), count);
    });
    counted.total = query.live_only ? live.count() : view.machines.all().count();
    return Answered<MachineCounts>{std::move(counted), view.state.position()};
}

}  // namespace

Answer<MachineCounts> answer(const CountMachines& query, const QueryContext& context) {
    return context.models.read([&](const View& view) -> Answer<MachineCounts> {
        const auto& by = view.machines.by();
        switch (query.by) {
            case MachineGrouping::template_: return count(by.template_id, query, view, context.limits);
            case MachineGrouping::provider: return count(by.provider, query, view, context.limits);
            case MachineGrouping::status: return count(by.status, query, view, context.limits);
            case MachineGrouping::price_type: break;
        }
        return count(by.price_type, query, view, context.limits);
    });
}

}  // namespace hf
