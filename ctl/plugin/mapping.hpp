// Translates hostfactory's templates, requests and machines to the answers of Host Factory's five
// calls. Pure functions.
#pragma once

#include "core/domain/machine/machine.hpp"
#include "core/domain/template/template.hpp"
#include "core/queries/get_request_status.hpp"
#include "ctl/plugin/input.hpp"

namespace hf::plugin {

// `machines` are the names of the template's live machines. Without them the field is left out,
// since a part of the list would look like all of it.
Value to_template(const Template& tmpl, const std::optional<std::vector<std::string>>& machines);

// Returns, for example, ["Numeric", "4"] or ["String", "X86_64"].
Value to_attribute(const Value& plain);

// Returns "running", "complete" or "complete_with_error".
std::string_view to_status(RequestStatus status);

Value to_request(const RequestReport& report);
// A final answer, so that the caller stops asking for the request.
Value to_unknown_request(const std::string& request_id, const std::string& why);

// The machine's state from the view of the request that is asked about.
Value to_machine(const Machine& machine, const Request& request);

// Returns "key=value;key=value".
std::string to_instance_tags(const Tags& tags);

// The machines that the caller named, as far as the daemon knows them. If an id is given, only the
// id counts, since the name may belong to another machine by now.
class KnownMachines {
public:
    void add(const Machine& machine);
    [[nodiscard]] const Machine* find(const NamedMachine& named) const;
    [[nodiscard]] const Machine* by_id(const std::string& machine_id) const;

private:
    std::map<std::string, Machine, std::less<>> by_id_;
    std::map<std::string, std::string, std::less<>> id_of_name_;
};

// True if the machine is going, or gone, although the scheduler did not ask for that.
bool taken_back(const Machine& machine);

// Returns {"machine": "name", "gracePeriod": 120}, with the seconds left as far as the provider
// announced them.
Value to_return_request(const std::string& name, std::optional<Timestamp> reclaim_at, Timestamp now);

// Describes the outcome of getReturnRequests. `kept` are unknown machines that the caller is not to give back.
std::string taken_back_message(std::size_t taken_back, const std::vector<std::string>& kept);
std::string in_quarantine_message(const std::string& quarantine);

// Describes the outcome of requestReturnMachines.
std::string return_message(std::size_t known, std::size_t live, const std::vector<std::string>& unknown);

}  // namespace hf::plugin
