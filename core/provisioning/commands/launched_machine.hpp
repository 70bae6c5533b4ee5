// A machine that a provider has made, as it is taken into the books of its request.
#pragma once

#include "core/domain/history/event.hpp"
#include "core/domain/state/state.hpp"
#include "core/ports/provider.hpp"

namespace hf {

// What the machines of a request are made of. A template that is gone has left only what the request says.
TemplateSpec made_of(const Request& request, const State& state);

// Adds MachineLaunched, and what else its status says.
void add_launched(const ProviderMachine& machine, const Request& request, const TemplateSpec& spec, Events& events);

}  // namespace hf
