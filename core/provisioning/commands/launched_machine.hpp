// Records a machine that a provider has made, for its request.
#pragma once

#include "core/domain/history/event.hpp"
#include "core/domain/state/state.hpp"
#include "core/ports/provider.hpp"

namespace hf {

// The specification of a request's machines. Of a deleted template only what the request says is left.
TemplateSpec made_of(const Request& request, const State& state);

// Adds MachineLaunched, and what else its status says.
void add_launched(const ProviderMachine& machine, const Request& request, const TemplateSpec& spec, Events& events);

}  // namespace hf
