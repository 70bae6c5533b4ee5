// Touched: the aggregates that a batch of events has changed, each once. A machine's end changes
// its request, too, so an aggregate may be touched by an event of another one's stream.
#pragma once

#include <vector>

#include "core/domain/values/identifiers.hpp"

namespace hf {

struct Touched {
    std::vector<TemplateId> templates;  // deleted ones included
    std::vector<RequestId> requests;
    std::vector<MachineId> machines;
    std::vector<ProviderName> providers;  // removed ones included

    [[nodiscard]] std::size_t size() const {
        return templates.size() + requests.size() + machines.size() + providers.size();
    }
    [[nodiscard]] bool empty() const { return size() == 0; }
};

}  // namespace hf
