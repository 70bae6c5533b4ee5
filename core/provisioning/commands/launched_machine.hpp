// Records a machine that a provider has made, for its request.
#pragma once

#include "core/domain/history/event.hpp"
#include "core/domain/state/state.hpp"
#include "core/ports/provider.hpp"

namespace hf {

// The specification of a request's machines; it counts what the request counts. Of a deleted template only what the
// request says is left.
TemplateSpec made_of(const Request& request, const State& state);

// Adds MachineLaunched, and what else its status says. `units` is what the machine is worth.
void add_launched(const ProviderMachine& machine, const Request& request, const TemplateSpec& spec, std::uint32_t units,
                  Events& events);

}  // namespace hf
