#include "core/queries/count_machines.hpp"

#include "core/queries/sight.hpp"

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
Answer<MachineCounts> count(const ByValue<V>& by, const Bitmap& among, const View& view, const Limits& limits) {
    if (by.size() > limits.scanned_items) {
        auto refusal = error(Code::limit_exceeded, "there are {} to count by, and {} may be (limits.scanned_items)",
                             by.size(), limits.scanned_items);
        refusal.details = {{"candidates", static_cast<std::uint64_t>(by.size())}, {"allowed", limits.scanned_items}};
        return tl::make_unexpected(std::move(refusal));
    }
    MachineCounts counted;
    by.each([&](const V& value, const Bitmap& machines) {
        const auto count = machines.count_shared(among);
        if (count > 0) counted.counts.emplace(text_of(value), count);
    });
    counted.total = among.count();
    return Answered<MachineCounts>{std::move(counted), view.state.position()};
}

}  // namespace

Answer<MachineCounts> answer(const CountMachines& query, const QueryContext& context, const Caller& caller) {
    return context.models.read([&](const View& view) -> Answer<MachineCounts> {
        const auto& by = view.machines.by();
        const Bitmap* among = query.live_only ? &by.live.of(true) : &view.machines.all();
        Bitmap own;
        if (!caller.sees_all) {
            own = own_of(caller, view).machines.in(*among);
            among = &own;
        }
        switch (query.by) {
            case MachineGrouping::template_: return count(by.template_id, *among, view, context.limits);
            case MachineGrouping::provider: return count(by.provider, *among, view, context.limits);
            case MachineGrouping::status: return count(by.status, *among, view, context.limits);
            case MachineGrouping::price_type: break;
        }
        return count(by.price_type, *among, view, context.limits);
    });
}

}  // namespace hf
