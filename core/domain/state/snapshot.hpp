// What a snapshot holds of each aggregate: all that its events have made of it, also what is
// not shown to clients, so that a state can go on from it as if it had seen them (P9).
//
// A snapshot is a cache. It is read by the version that wrote it or, where snapshot_schema is
// still the same, by another; else it is thrown away and made anew from the events. So
// whoever changes what is listed here, or what State::apply() makes of an event, raises the
// number and needs to convert nothing.
#pragma once

#include "core/domain/machine/machine.hpp"
#include "core/domain/provider/provider.hpp"
#include "core/domain/request/request.hpp"

namespace hf {

inline constexpr std::uint32_t snapshot_schema = 3;

struct TemplateSnapshot : Template {
    static constexpr auto describe = message(
        "TemplateSnapshot", "A template and its place in the order.", all_fields_of<Template>(),
        field<&Template::found_attributes>("found_attributes", "by its provider, when it was last checked").optional(),
        field<&Template::last_position>("last_position", "of its last event"),
        field<&Template::changed_at>("changed_at", "of the last event that changed anything of it"),
        field<&Template::ordinal>("ordinal", "its number among all templates there ever were, from 0"));
};

struct RequestSnapshot : Request {
    static constexpr auto describe =
        message("RequestSnapshot", "A request, its place in the order, and how its launches stand.",
                all_fields_of<Request>(), field<&Request::last_position>("last_position", "of its last event"),
                field<&Request::changed_at>("changed_at", "of the last event that changed anything of it"),
                field<&Request::ordinal>("ordinal", "its number among all requests there ever were, from 0"),
                field<&Request::correlation_id>("correlation_id", "the conversation that it began"),
                field<&Request::traceparent>("traceparent", "the trace that it is part of"),
                field<&Request::attempts>("attempts", "launches so far"),
                field<&Request::launch>("launch", "the one that is open"),
                field<&Request::last_problem>("last_problem", "what went wrong in the last launch"),
                field<&Request::gave_up>("gave_up", "whether no further launch would help"),
                field<&Request::source>("source", "which of its template's sources is asked, from 0"),
                field<&Request::tried>("tried", "a bit for each source that has failed since the round began"),
                field<&Request::hopeless>("hopeless", "a bit for each source that would never give any"),
                field<&Request::live>("live", "its machines that are not at their end"),
                field<&Request::starting>("starting", "its machines that have not run yet"));
};

struct MachineSnapshot : Machine {
    static constexpr auto describe =
        message("MachineSnapshot", "A machine, its place in the order, and its names.", all_fields_of<Machine>(),
                field<&Machine::last_position>("last_position", "of its last event"),
                field<&Machine::changed_at>("changed_at", "of the last event that changed anything of it"),
                field<&Machine::ordinal>("ordinal", "its number among all machines there ever were, from 0"),
                field<&Machine::named_at>("named_at", "of the event that told its name"),
                field<&Machine::former_name>("former_name", "the name that it had before"),
                field<&Machine::taken_back_at>("taken_back_at",
                                               "of the event since which its provider takes it back, or has; 0: none"),
                field<&Machine::returns>("returns", "the return requests that it is part of"));
};

struct ProviderSnapshot : ProviderAggregate {
    static constexpr auto describe = message(
        "ProviderSnapshot", "A provider, its place in the order, and its last audit.",
        all_fields_of<ProviderAggregate>(),
        field<&ProviderAggregate::last_position>("last_position", "of its last event"),
        field<&ProviderAggregate::changed_at>("changed_at", "of the last event that changed anything of it"),
        field<&ProviderAggregate::ordinal>("ordinal", "its number among all providers there ever were, from 0"),
        field<&ProviderAggregate::audit_wanted_at>("audit_wanted_at", "of the last demand for an audit; 0: none"),
        field<&ProviderAggregate::audit_answers>("audit_answers", "the last demand that an audit has answered"),
        field<&ProviderAggregate::audited_at>("audited_at", "when it was last audited"),
        field<&ProviderAggregate::audit>("audit", "what that found"));
};

template <class T>
struct SnapshotOf;
template <>
struct SnapshotOf<Template> {
    using type = TemplateSnapshot;
};
template <>
struct SnapshotOf<Request> {
    using type = RequestSnapshot;
};
template <>
struct SnapshotOf<Machine> {
    using type = MachineSnapshot;
};
template <>
struct SnapshotOf<ProviderAggregate> {
    using type = ProviderSnapshot;
};

}  // namespace hf
