#include "core/queries/sight.hpp"

#include "core/domain/history/event.hpp"

namespace hf {

const Request* find(const RequestId& id, const View& view, const Caller& caller) {
    const auto* request = view.state.find(id);
    if (!request || caller.sees_all) return request;
    return own_of(caller, view).requests.contains(request->ordinal) ? request : nullptr;
}

const Machine* find(const MachineId& id, const View& view, const Caller& caller) {
    const auto* machine = view.state.find(id);
    if (!machine || caller.sees_all) return machine;
    return own_of(caller, view).machines.contains(machine->ordinal) ? machine : nullptr;
}

bool sees_stream(Category category, const std::string& stream, const View& view, const Caller& caller) {
    if (caller.sees_all || category == Category::template_ || category == Category::provider) return true;
    const auto& own = own_of(caller, view);
    const auto is_own = [](const OrdinalSet& set, const std::optional<Ordinal>& ordinal) {
        return ordinal && set.contains(*ordinal);
    };
    return category == Category::request ? is_own(own.requests, view.state.ordinal_of(RequestId{stream}))
                                         : is_own(own.machines, view.state.ordinal_of(MachineId{stream}));
}

void withhold_from(std::vector<RecordedEvent>& events, const QueryContext& context, const Caller& caller) {
    if (caller.sees_confidential()) return;
    for (auto& event : events) withhold(event, *context.codec);
}

}  // namespace hf
