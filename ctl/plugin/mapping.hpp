// Our words in Host Factory's: templates, requests and machines as its five calls
// answer them. Pure functions, the contract in code.
#pragma once

#include "core/domain/machine/machine.hpp"
#include "core/domain/template/template.hpp"
#include "core/queries/get_request_status.hpp"
#include "ctl/plugin/input.hpp"

namespace hf::plugin {

// `machines`: the names of its live machines. Without them the field is left out,
// since part of a list would look like all of it.
Value to_template(const Template& tmpl, const std::optional<std::vector<std::string>>& machines);

// ["Numeric", "4"], ["String", "X86_64"]
Value to_attribute(const Value& plain);

// {"running" | "complete" | "complete_with_error"}
std::string_view to_status(RequestStatus status);

Value to_request(const RequestReport& report);
// A final answer, so that the caller stops asking.
Value to_unknown_request(const std::string& request_id, const std::string& why);

// What a machine is to the request that is asked about.
Value to_machine(const Machine& machine, const Request& request);

// "key=value;key=value"
std::string to_instance_tags(const Tags& tags);

// What the daemon knows of the machines that the caller named. Where there is an id, it alone
// counts: the name may be another machine's by now.
class KnownMachines {
public:
    void add(const Machine& machine);
    [[nodiscard]] const Machine* find(const NamedMachine& named) const;
    [[nodiscard]] const Machine* by_id(const std::string& machine_id) const;

private:
    std::map<std::string, Machine, std::less<>> by_id_;
    std::map<std::string, std::string, std::less<>> id_of_name_;
};

// Whether a machine is going, or gone, without the scheduler having asked for it.
bool taken_back(const Machine& machine);

// {"machine": "name", "gracePeriod": 120}; the seconds that are left, as far as the provider tells.
Value to_return_request(const std::string& name, std::optional<Timestamp> reclaim_at, Timestamp now);

// What became of the machines of requestReturnMachines, in words.
std::string return_message(std::size_t known, std::size_t live, const std::vector<std::string>& unknown);

}  // namespace hf::plugin
