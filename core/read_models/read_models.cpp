#include "core/read_models/read_models.hpp"

namespace hf {

void ReadModels::apply(std::span<const PlacedEvent> batch) {
    const std::lock_guard lock(mutex_);
    for (const auto& placed : batch) {
        view_.state.apply(placed);
        if (const auto* request = std::get_if<RequestCreated>(&placed.event))
            view_.requests_by_age.push_back(request->request_id);
        else if (const auto* machine = std::get_if<MachineLaunched>(&placed.event))
            view_.machines_by_age.push_back(machine->spec.machine_id);
    }
}

}  // namespace hf
