// GetMachineStatus: the states of a request's machines, in brief.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct MachineState {
    MachineId machine_id;
    std::string name;
    MachineStatus status{};
    std::string status_reason;

    static constexpr auto describe =
        message("MachineState", "How a machine is.", field<&MachineState::machine_id>("machine_id", "which"),
                field<&MachineState::name>("name", "its host name"),
                field<&MachineState::status>("status", "what state it is in"),
                field<&MachineState::status_reason>("status_reason", "why, in words"));
};

struct MachineStates {
    std::vector<MachineState> items;
    std::map<std::string, std::uint64_t, std::less<>> counts;

    static constexpr auto describe =
        message("MachineStates", "How the machines of a request are.",
                field<&MachineStates::items>("items", "its machines, the first one first"),
                field<&MachineStates::counts>("counts", "how many are in which state; none with 0"));
};

struct GetMachineStatus {
    using Result = MachineStates;
    static constexpr auto role = Role::viewer;
    RequestId request_id;

    static constexpr auto describe =
        message("GetMachineStatus", "How the machines of a request are; of a return, those that it gives back.",
                field<&GetMachineStatus::request_id>("request_id", "which"));
};

Answer<MachineStates> answer(const GetMachineStatus& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
