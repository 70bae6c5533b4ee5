// Which machines a command means: by their ids, by host names, all of a request or of a template.
#pragma once

#include "core/domain/rules/decision.hpp"

namespace hf {

// The machines, each once, in the order in which they were named.
class MachineChoice {
public:
    explicit MachineChoice(const State& state) : state_(state) {}

    void add_ids(std::span<const MachineId> ids);
    // The live machine of each name, else the newest that had it.
    void add_names(std::span<const std::string> names);
    // All of the request.
    void add_request(const Request& request);
    // All that live of the template.
    void add_template(const TemplateId& id);

    [[nodiscard]] const std::vector<const Machine*>& machines() const { return machines_; }
    // What nothing is known of.
    [[nodiscard]] const std::vector<std::string>& unknown() const { return unknown_; }
    // machine_not_found, with all of them.
    [[nodiscard]] Error missing() const;

private:
    void add(const Machine* machine, const std::string& called);

    const State& state_;
    std::vector<const Machine*> machines_;
    std::vector<std::string> unknown_;
    std::unordered_set<MachineId> seen_;
};

Error no_such_machine(std::string_view id);

}  // namespace hf
