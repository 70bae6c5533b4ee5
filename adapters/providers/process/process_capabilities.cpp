#include "adapters/providers/process/process_capabilities.hpp"

#include "adapters/providers/process/process_rules.hpp"

namespace hf {

Capabilities process_capabilities() {
    Capabilities can;
    can.stop_and_start = true;
    can.price_types = {"ondemand"};
    // The provider takes any number and starts a few at a time. No site may ask for more than this at once.
    can.machines_per_call = 10'000;
    for (const auto& field : ProcessConfiguration::describe.fields) can.template_keys.emplace_back(field.name);
    return can;
}

}  // namespace hf
