// Any text as what Host Factory passes to the plug-in's calls: it is read, or what is wrong with it is reported.
#include "adapters/json/json_text.hpp"
#include "core/text/utf8.hpp"
#include "ctl/plugin/mapping.hpp"
#include "tests/fuzz/support/target.hpp"

namespace hf::fuzz {
namespace {

template <class T>
bool read(const plugin::Read<T>& result) {
    if (result) return true;
    require(!result.error().empty() && is_utf8(result.error()), "a mistake is reported in words");
    return false;
}

void feed(std::string_view input) {
    const auto value = value_of_json(input);
    if (!value) return;

    if (const auto wanted = plugin::read_wanted_machines(*value); read(wanted))
        require(!wanted->template_id.empty(), "machines are wanted of a template");
    if (const auto ids = plugin::read_request_ids(*value); read(ids))
        for (const auto& id : *ids)
            static_cast<void>(json_of(*plugin::to_unknown_request(id, "it does not exist").as<ValueMap>()));
    if (const auto machines = plugin::read_machines(*value); read(machines)) {
        plugin::KnownMachines known;
        for (const auto& named : *machines) {
            require(!named.label().empty(), "a machine that is named has a name");
            if (named.machine_id.empty()) continue;
            Machine machine;
            machine.spec.machine_id = {named.machine_id};
            machine.spec.name = named.name;
            known.add(machine);
            require(known.find(named) != nullptr, "a known machine is found");
        }
    }
    static_cast<void>(json_of({{"attribute", plugin::to_attribute(*value)}}));
}

const FuzzTarget target("plugin_input", feed);

}  // namespace
}  // namespace hf::fuzz
