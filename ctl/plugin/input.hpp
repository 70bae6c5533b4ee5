// Reads what Host Factory passes to a call. It is lenient: callers send one object in place of a
// list, numbers as text, and keys that are not meant for this plug-in.
//
// The errors are sentences for the caller's log. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/messages/value.hpp"

namespace hf::plugin {

template <class T>
using Read = tl::expected<T, std::string>;

// Reads {"template": {"templateId": "small", "machineCount": 2}}.
struct WantedMachines {
    std::string template_id;
    std::uint32_t count = 0;
};
Read<WantedMachines> read_wanted_machines(const Value& input);

// How long a request may stay unclaimed, in seconds: $HOSTFACTORY_UNCLAIMED_S; null for the default. 0: for ever.
Read<std::optional<std::uint32_t>> read_unclaimed_s(const char* text);

// Reads {"requests": [{"requestId": "req-…"}]}.
Read<std::vector<std::string>> read_request_ids(const Value& input);

// A machine as the scheduler names it; id or name may be empty.
struct NamedMachine {
    std::string machine_id;
    std::string name;

    // The id, or the name if there is no id.
    [[nodiscard]] const std::string& label() const { return machine_id.empty() ? name : machine_id; }
    bool operator==(const NamedMachine&) const = default;
};
// Reads {"machines": [{"name": "…", "machineId": "…"}]}; a missing list counts as an empty one.
Read<std::vector<NamedMachine>> read_machines(const Value& input);

}  // namespace hf::plugin
