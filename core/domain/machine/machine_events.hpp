// The events of machines.
#pragma once

#include <variant>

#include "core/domain/machine/machine.hpp"
#include "core/domain/values/category.hpp"
#include "core/domain/values/event_meta.hpp"
#include "core/domain/values/provider_error.hpp"

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
    std::string reason;

    static constexpr auto describe =
        message("MachineStarted", "It runs, for the first time, and may be used.",
                field<&MachineStarted::machine_id>("machine_id", "which"),
                field<&MachineStarted::request_id>("request_id", "of which request"),
                field<&MachineStarted::name>("name", "its host name, as it is known by now").optional(),
                field<&MachineStarted::private_ip>("private_ip", "its address for its neighbours").optional(),
                field<&MachineStarted::public_ip>("public_ip", "its address for everybody").optional(),
                field<&MachineStarted::reason>("reason", "what its provider has not reported, in words").optional());
};

struct MachineAddressAwaited : MachineEvent {
    static constexpr auto words = "it runs, and its provider has not reported its name and address yet";

    static constexpr auto describe =
        message("MachineAddressAwaited",
                "It runs, and its provider has not reported its name and address yet; it is not handed over before.",
                field<&MachineAddressAwaited::machine_id>("machine_id", "which"),
                field<&MachineAddressAwaited::request_id>("request_id", "of which request"));
};

// All that its provider tells, the unchanged included.
struct MachineDescribed : MachineEvent {
    MachineFacts facts;

    static constexpr auto describe = message(
        "MachineDescribed", "Its provider tells more of it, or something else than before.",
        field<&MachineDescribed::machine_id>("machine_id", "which"),
        field<&MachineDescribed::request_id>("request_id", "of which request"), flat<&MachineDescribed::facts>());
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
    bool force = false;

    static constexpr auto describe =
        message("MachineReturnRequested", "It is to be given back.",
                field<&MachineReturnRequested::machine_id>("machine_id", "which"),
                field<&MachineReturnRequested::request_id>("request_id", "the request that it was made for"),
                field<&MachineReturnRequested::return_request_id>("return_request_id",
                                                                  "the return that asks for it, if one does"),
                field<&MachineReturnRequested::reason>("reason", "why, in words").optional(),
                field<&MachineReturnRequested::force>("force", "it gets no time to end by itself").optional());
};

struct MachineStopRequested : MachineEvent {
    std::string reason;

    static constexpr auto describe =
        message("MachineStopRequested", "It is to be stopped, and kept.",
                field<&MachineStopRequested::machine_id>("machine_id", "which"),
                field<&MachineStopRequested::request_id>("request_id", "of which request"),
                field<&MachineStopRequested::reason>("reason", "why, in words").optional());
};

struct MachineStartRequested : MachineEvent {
    std::string reason;

    static constexpr auto describe =
        message("MachineStartRequested", "It is to be started again.",
                field<&MachineStartRequested::machine_id>("machine_id", "which"),
                field<&MachineStartRequested::request_id>("request_id", "of which request"),
                field<&MachineStartRequested::reason>("reason", "why, in words").optional());
};

struct MachineOrderFailed : MachineEvent {
    MachineStatus wanted{};
    ProviderErrorKind error{};
    std::string message;

    // What the returns of a machine say that would not end.
    [[nodiscard]] std::string words() const {
        return fmt::format("machine {} can't be ended: {}", machine_id, message);
    }

    static constexpr auto describe = hf::message(
        "MachineOrderFailed", "Its provider would not stop, start or end it; it stays as it is.",
        field<&MachineOrderFailed::machine_id>("machine_id", "which"),
        field<&MachineOrderFailed::request_id>("request_id", "of which request"),
        field<&MachineOrderFailed::wanted>("wanted",
                                           "what it was to become: stopped, running or terminated; its end is "
                                           "tried again"),
        field<&MachineOrderFailed::error>("error", "why not: quota, unauthorized, invalid or another"),
        field<&MachineOrderFailed::message>("message", "the provider's words"));
};

struct MachineReclaimNoticed : MachineEvent {
    std::string reason;
    std::optional<Timestamp> reclaim_at;

    static constexpr auto describe =
        message("MachineReclaimNoticed", "Its provider has reported that it takes the machine back.",
                field<&MachineReclaimNoticed::machine_id>("machine_id", "which"),
                field<&MachineReclaimNoticed::request_id>("request_id", "of which request"),
                field<&MachineReclaimNoticed::reason>("reason", "why, in words").optional(),
                field<&MachineReclaimNoticed::reclaim_at>("reclaim_at", "when, where it says so"));
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

    // What the request says of a machine that never ran.
    [[nodiscard]] std::string words() const {
        return fmt::format("machine {} failed before it ran: {}", machine_id, reason);
    }

    static constexpr auto describe =
        message("MachineFailed", "It is gone without an order, or never came up.",
                field<&MachineFailed::machine_id>("machine_id", "which"),
                field<&MachineFailed::request_id>("request_id", "of which request"),
                field<&MachineFailed::reason>("reason", "how it ended: exit status, signal, the provider's words"));
};

// What events make of a machine. Each function changes the machine alone; State::apply() stamps it
// with the event's place, counts it on its requests, and keeps what is derived from it.
//
// Errors: std::logic_error for a status that may not follow.
Machine created_by(const MachineLaunched& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStarted& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineAddressAwaited& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineDescribed& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStatusChanged& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStopRequested& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineStartRequested& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineOrderFailed& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineReclaimNoticed& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineReturnRequested& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineTerminated& event, const EventMeta& meta);
void evolve(Machine& machine, const MachineFailed& event, const EventMeta& meta);

using MachineEvents =
    std::variant<MachineLaunched, MachineStarted, MachineAddressAwaited, MachineDescribed, MachineStatusChanged,
                 MachineStopRequested, MachineStartRequested, MachineOrderFailed, MachineReclaimNoticed,
                 MachineReturnRequested, MachineTerminated, MachineFailed>;

}  // namespace hf
