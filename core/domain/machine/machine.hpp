// Machine: one provisioned host. Its id is its provider's own.
#pragma once

#include <vector>

#include "core/domain/machine/machine_status.hpp"
#include "core/domain/template/template.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/domain/values/provider_error.hpp"
#include "core/domain/values/tags.hpp"

namespace hf {

// What a provider tells of a machine, and may tell otherwise later.
struct MachineFacts {
    std::string name;
    std::string private_ip;
    std::string public_ip;
    std::string instance_type;
    PriceType price_type{};

    bool operator==(const MachineFacts&) const = default;

    static constexpr auto describe =
        message("MachineFacts", "What its provider tells of it.", field<&MachineFacts::name>("name", "its host name"),
                field<&MachineFacts::private_ip>("private_ip", "its address for its neighbours").optional(),
                field<&MachineFacts::public_ip>("public_ip", "its address for everybody").optional(),
                field<&MachineFacts::instance_type>("instance_type", "the provider's name of its size").optional(),
                field<&MachineFacts::price_type>("price_type", "how it is paid for"));
};

// What the provider says when it hands a machine over.
struct MachineSpec : MachineFacts {
    MachineId machine_id;
    RequestId request_id;
    TemplateId template_id;
    ProviderName provider;
    std::string token;
    Tags tags;
    ValueMap details;
    std::uint32_t units = 1;

    static constexpr auto describe = message(
        "MachineSpec", "Which machine it is, and whose.",
        field<&MachineSpec::machine_id>("machine_id", "its provider's own id"),
        field<&MachineSpec::name>("name", "its host name; may be used again by a later machine"),
        field<&MachineSpec::request_id>("request_id", "the request that it was made for"),
        field<&MachineSpec::template_id>("template_id", "the template that it was made of"),
        field<&MachineSpec::provider>("provider", "where it is"),
        field<&MachineSpec::token>("token", "of the launch that made it"),
        field<&MachineSpec::private_ip>("private_ip", "its address for its neighbours").optional(),
        field<&MachineSpec::public_ip>("public_ip", "its address for everybody").optional(),
        field<&MachineSpec::instance_type>("instance_type", "the provider's name of its size").optional(),
        field<&MachineSpec::price_type>("price_type", "how it is paid for: spot or ondemand where that is known")
            .optional(),
        field<&MachineSpec::tags>("tags", "of its template and its request").optional(),
        field<&MachineSpec::details>("details", "what else the provider reports").optional(),
        field<&MachineSpec::units>("units", "what it is worth where its request counts units").optional());
};

struct Machine {
    MachineSpec spec;
    MachineStatus status{};
    std::string status_reason;
    std::optional<RequestId> return_request_id;
    bool return_requested = false;
    bool return_forced = false;
    std::optional<MachineStatus> wanted_status;
    std::optional<Timestamp> reclaim_noticed_at;
    std::optional<Timestamp> reclaim_at;
    Timestamp created_at;
    Timestamp updated_at;
    std::optional<Timestamp> started_at;
    std::optional<Timestamp> ended_at;
    Version version{};

    // Internal.
    Position last_position{};
    Position changed_at{};  // of the last event that changed the machine, which may be one of another stream
    Ordinal ordinal{};
    Rare<Timestamp> address_awaited_at;  // it runs from then on, and is not handed over for want of a name or address
    Position named_at{};                 // of the event that gave it its name
    Rare<std::string> former_name;       // the name that it was handed over with, if it has another now
    Position taken_back_at{};            // of the event by which its provider took it back or announced that; 0: none
    std::vector<RequestId> returns;      // the return requests that name it
    std::optional<ProviderErrorKind> end_refused;  // why its provider would not end it, when it was last asked to

    [[nodiscard]] bool live() const { return is_live(status); }
    [[nodiscard]] bool has_run() const { return started_at.has_value(); }

    static constexpr auto describe = message(
        "Machine", "One provisioned host.", flat<&Machine::spec>(),
        field<&Machine::status>("status", "what state it is in"),
        field<&Machine::status_reason>("status_reason", "why, in words"),
        field<&Machine::return_request_id>("return_request_id", "the last request to give it back"),
        field<&Machine::return_requested>("return_requested", "whether it is to be given back"),
        field<&Machine::return_forced>("return_forced", "whether it gets no time to end by itself"),
        field<&Machine::wanted_status>("wanted_status",
                                       "what it was ordered to become, until it is: stopped or running"),
        field<&Machine::reclaim_noticed_at>("reclaim_noticed_at",
                                            "when its provider reported that it takes the machine back"),
        field<&Machine::reclaim_at>("reclaim_at", "when its provider takes it back"),
        field<&Machine::created_at>("created_at", "when the provider handed it over"),
        field<&Machine::updated_at>("updated_at", "when it last changed"),
        field<&Machine::started_at>("started_at", "when it was first seen running, with its name and address"),
        field<&Machine::ended_at>("ended_at", "when it was seen to be gone"),
        field<&Machine::version>("version", "number of its last event"),
        field<&Machine::last_position>("last_position", "position of its last event").internal(),
        field<&Machine::changed_at>("changed_at", "position of the last event that changed it").internal(),
        field<&Machine::ordinal>("ordinal", "its number among all machines there ever were, from 0").internal(),
        field<&Machine::address_awaited_at>("address_awaited_at",
                                            "since when it runs without a name and an address that are known")
            .internal(),
        field<&Machine::named_at>("named_at", "position of the event that gave it its name").internal(),
        field<&Machine::former_name>("former_name", "the name that it had before").internal(),
        field<&Machine::taken_back_at>(
            "taken_back_at", "position of the event by which its provider took it back or announced that; 0: none")
            .internal(),
        field<&Machine::returns>("returns", "the return requests that it is part of").internal(),
        field<&Machine::end_refused>("end_refused", "why its provider would not end it").internal());
};

}  // namespace hf
