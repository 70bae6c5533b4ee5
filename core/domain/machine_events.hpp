// What can have happened to a machine.
#pragma once

#include "core/domain/category.hpp"
#include "core/domain/machine.hpp"

namespace hf {

struct MachineEvent {
    MachineId machine_id;
    RequestId request_id;

    static constexpr auto category = Category::machine;
    [[nodiscard]] const std::string& stream() const { return machine_id.value; }
};

struct MachineLaunched {
    MachineSpec spec;
    MachineStatus status{};

    static constexpr auto category = Category::machine;
    [[nodiscard]] const std::string& stream() const { return spec.machine_id.value; }

    static constexpr auto describe =
        message("MachineLaunched", "The provider has handed over a machine, which need not run yet.",
                flat<&MachineLaunched::spec>(), field<&MachineLaunched::status>("status", "pending or launching"));
};

struct MachineStarted : MachineEvent {
    std::string name;
    std::string private_ip;
    std::string public_ip;

    static constexpr auto describe = message(
        "MachineStarted", "It runs, for the first time.", field<&MachineStarted::machine_id>("machine_id", "which"),
        field<&MachineStarted::request_id>("request_id", "of which request"),
        field<&MachineStarted::name>("name", "its host name, as it is known by now").optional(),
        field<&MachineStarted::private_ip>("private_ip", "its address for its neighbours").optional(),
        field<&MachineStarted::public_ip>("public_ip", "its address for everybody").optional());
};

struct MachineStatusChanged : MachineEvent {
    MachineStatus from{};
    MachineStatus to{};
    std::string reason;

    static constexpr auto describe =
        message("MachineStatusChanged", "It is in another state now, which is not its end.",
                field<&MachineStatusChanged::machine_id>("machine_id", "which"),
                field<&MachineStatusChanged::request_id>("request_id", "of which request"),
                field<&MachineStatusChanged::from>("from", "the state before"),
                field<&MachineStatusChanged::to>("to", "the state now"),
                field<&MachineStatusChanged::reason>("reason", "why, in words").optional());
};

struct MachineReturnRequested : MachineEvent {
    std::optional<RequestId> return_request_id;
    std::string reason;

    static constexpr auto describe =
        message("MachineReturnRequested", "It is to be given back.",
                field<&MachineReturnRequested::machine_id>("machine_id", "which"),
                field<&MachineReturnRequested::request_id>("request_id", "the request that it was made for"),
                field<&MachineReturnRequested::return_request_id>("return_request_id",
                                                                  "the return that asks for it, if one does"),
                field<&MachineReturnRequested::reason>("reason", "why, in words").optional());
};

struct MachineTerminated : MachineEvent {
    std::string reason;

    static constexpr auto describe = message("MachineTerminated", "It is gone, as was ordered.",
                                             field<&MachineTerminated::machine_id>("machine_id", "which"),
                                             field<&MachineTerminated::request_id>("request_id", "of which request"),
                                             field<&MachineTerminated::reason>("reason", "why, in words").optional());
};

struct MachineFailed : MachineEvent {
    std::string reason;

    static constexpr auto describe =
        message("MachineFailed", "It is gone without an order, or never came up.",
                field<&MachineFailed::machine_id>("machine_id", "which"),
                field<&MachineFailed::request_id>("request_id", "of which request"),
                field<&MachineFailed::reason>("reason", "how it ended: exit status, signal, the provider's words"));
};

}  // namespace hf
