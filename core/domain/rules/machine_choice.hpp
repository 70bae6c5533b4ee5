// MachineChoice: the machines that a command means, named by their ids, by host names, by a request or
// by a template. What the caller may not see does not exist for it.
#pragma once

#include <unordered_set>

#include "core/domain/rules/decision.hpp"

namespace hf {

// Holds each machine once, in the order in which the command named them.
class MachineChoice {
public:
    // Both must stay.
    MachineChoice(const State& state, const Caller& caller) : state_(state), caller_(caller) {}

    void add_ids(std::span<const MachineId> ids);
    // Adds the live machine of each name, or else the newest machine that had the name.
    void add_names(std::span<const std::string> names);
    // Adds all machines of the request.
    void add_request(const Request& request);
    // Adds all live machines of the template.
    void add_template(const TemplateId& id);

    [[nodiscard]] const std::vector<const Machine*>& machines() const { return machines_; }
    // The ids and names that no machine has.
    [[nodiscard]] const std::vector<std::string>& unknown() const { return unknown_; }
    // The error machine_not_found, which lists all unknown ids and names.
    [[nodiscard]] Error missing() const;

private:
    [[nodiscard]] bool sees(const Machine& machine) const;
    void add(const Machine* machine, const std::string& called);

    const State& state_;
    const Caller& caller_;
    std::vector<const Machine*> machines_;
    std::vector<std::string> unknown_;
    std::unordered_set<MachineId> seen_;
};

Error no_such_machine(std::string_view id);

}  // namespace hf
