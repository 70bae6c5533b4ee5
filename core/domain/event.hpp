// Event: any fact of the domain. A new one is listed here, gets its struct in its
// aggregate's *_events.hpp, and an evolve() in the state.
#pragma once

#include <variant>

#include "core/domain/launch_events.hpp"
#include "core/domain/machine_events.hpp"
#include "core/domain/provider_events.hpp"
#include "core/domain/recorded_event.hpp"
#include "core/domain/request_events.hpp"
#include "core/domain/template_events.hpp"
#include "core/ports/codec.hpp"

namespace hf {

using Event = std::variant<TemplateCreated, TemplateUpdated, TemplateDeleted,                         //
                           RequestCreated, RequestStarted, LaunchRequested, LaunchSucceeded,          //
                           LaunchFailed, RequestCompleted, RequestPartiallyFulfilled, RequestFailed,  //
                           RequestTimedOut, RequestCancelled,                                         //
                           MachineLaunched, MachineStarted, MachineStatusChanged,                     //
                           MachineReturnRequested, MachineTerminated, MachineFailed,                  //
                           ProviderRegistered, ProviderEnabled, ProviderDisabled, ProviderHealthChanged>;

using Events = std::vector<Event>;

// Where and when an event stands; everything of a RecordedEvent but its data.
struct EventMeta {
    Position position{};
    std::uint64_t category_position{};
    Version stream_version{};
    Timestamp time;
    std::string command_id;
    std::string correlation_id;
};

// An event with its place in the order.
struct PlacedEvent {
    EventMeta meta;
    Event event;
};

// Every event's current schema version. An older one is upcast when it is read.
inline constexpr std::uint32_t event_schema = 1;

Category category_of(const Event& event);
const std::string& stream_of(const Event& event);
std::string_view type_name_of(const Event& event);

RecordedEvent record(const PlacedEvent& placed, const Codec& codec);
// Throws std::runtime_error, with the position, for a type, a schema or data that this version can't read.
PlacedEvent restore(const RecordedEvent& recorded, const Codec& codec);

}  // namespace hf
