// The events of providers.
#pragma once

#include <variant>

#include "core/domain/provider/provider.hpp"
#include "core/domain/values/category.hpp"
#include "core/domain/values/event_meta.hpp"

namespace hf {

struct ProviderEvent {
    ProviderName name;

    static constexpr auto category = Category::provider;
    [[nodiscard]] const std::string& stream() const { return name.value; }
};

struct ProviderRegistered : ProviderEvent {
    std::string type;
    ValueMap config;
    ProviderSource source{};

    static constexpr auto describe =
        message("ProviderRegistered", "There is a source of machines to make templates of.",
                field<&ProviderRegistered::name>("name", "which"),
                field<&ProviderRegistered::type>("type", "which kind of source"),
                field<&ProviderRegistered::config>("config", "how it is set up; secrets are references")
                    .optional()
                    .confidential(),
                field<&ProviderRegistered::source>("source", "the configuration file, or a command"));
};

struct ProviderUpdated : ProviderEvent {
    std::string type;
    ValueMap config;
    ProviderSource source{};

    static constexpr auto describe = message(
        "ProviderUpdated", "It is now set up as this says, whole.", field<&ProviderUpdated::name>("name", "which"),
        field<&ProviderUpdated::type>("type", "which kind of source"),
        field<&ProviderUpdated::config>("config", "how it is set up; secrets are references").optional().confidential(),
        field<&ProviderUpdated::source>("source", "the configuration file, or a command"));
};

struct ProviderEnabled : ProviderEvent {
    static constexpr auto describe = message("ProviderEnabled", "Machines may be launched there again.",
                                             field<&ProviderEnabled::name>("name", "which"));
};

struct ProviderDisabled : ProviderEvent {
    std::string reason;
    bool missing = false;

    static constexpr auto describe = message(
        "ProviderDisabled", "Nothing is launched there any more; what runs stays.",
        field<&ProviderDisabled::name>("name", "which"),
        field<&ProviderDisabled::reason>("reason", "why, in words").optional(),
        field<&ProviderDisabled::missing>("missing", "since it is not in the configuration file any more").optional());
};

struct ProviderRemoved : ProviderEvent {
    std::string reason;

    static constexpr auto describe = message("ProviderRemoved", "It is gone; what it made keeps its name.",
                                             field<&ProviderRemoved::name>("name", "which"),
                                             field<&ProviderRemoved::reason>("reason", "why, in words").optional());
};

struct ProviderHealthChanged : ProviderEvent {
    ProviderHealth health{};
    std::string reason;

    static constexpr auto describe =
        message("ProviderHealthChanged", "It stopped answering, refuses something to us, or is healthy again.",
                field<&ProviderHealthChanged::name>("name", "which"),
                field<&ProviderHealthChanged::health>("health", "whether it answers"),
                field<&ProviderHealthChanged::reason>("reason", "what it complained of").optional());
};

struct ProviderHeld : ProviderEvent {
    std::uint32_t missing{};
    std::uint32_t machines{};
    std::string reason;

    static constexpr auto describe = message(
        "ProviderHeld",
        "It did not know many of its machines any more, all at once: nothing is ended there, and none is recorded as "
        "gone, until ProviderReleased.",
        field<&ProviderHeld::name>("name", "which"),
        field<&ProviderHeld::missing>("missing", "machines that it did not know any more"),
        field<&ProviderHeld::machines>("machines", "machines that it was asked for"),
        field<&ProviderHeld::reason>("reason", "why, in words"));
};

struct ProviderReleased : ProviderEvent {
    bool by_operator = false;
    std::string reason;

    static constexpr auto describe =
        message("ProviderReleased", "Machines are ended there again, and recorded as gone.",
                field<&ProviderReleased::name>("name", "which"),
                field<&ProviderReleased::by_operator>(
                    "by_operator", "an operator has said so: machines that it does not know are gone")
                    .optional(),
                field<&ProviderReleased::reason>("reason", "why, in words").optional());
};

struct ProviderBelieved : ProviderEvent {
    std::uint32_t missing{};

    static constexpr auto describe = message(
        "ProviderBelieved",
        "It was looked at once more after an operator's release: what it did not know is recorded as gone, and from "
        "now on absence is no proof again.",
        field<&ProviderBelieved::name>("name", "which"),
        field<&ProviderBelieved::missing>("missing", "machines that it did not know"));
};

struct ProviderQuarantined : ProviderEvent {
    std::string reason;

    static constexpr auto describe = message(
        "ProviderQuarantined",
        "The store was moved, copied or restored, and may not know all machines there: nothing is launched and nothing "
        "is ended there until ProviderResumed; its machines are compared with the recorded ones.",
        field<&ProviderQuarantined::name>("name", "which"),
        field<&ProviderQuarantined::reason>("reason", "what has become of the store, in words"));
};

struct ProviderResumed : ProviderEvent {
    std::string reason;

    static constexpr auto describe =
        message("ProviderResumed", "The quarantine is over: machines are launched and ended there again.",
                field<&ProviderResumed::name>("name", "which"),
                field<&ProviderResumed::reason>("reason", "why, in words").optional());
};

struct ProviderCheckRequested : ProviderEvent {
    static constexpr auto describe = message(
        "ProviderCheckRequested", "The provider is asked now whether it answers; ProviderChecked has the result.",
        field<&ProviderCheckRequested::name>("name", "which"));
};

struct ProviderChecked : ProviderEvent {
    ProviderHealth health{};
    std::string reason;
    std::uint64_t duration_us{};

    static constexpr auto describe =
        message("ProviderChecked", "It was asked whether it answers.", field<&ProviderChecked::name>("name", "which"),
                field<&ProviderChecked::health>("health", "whether it answers"),
                field<&ProviderChecked::reason>("reason", "what it complained of").optional(),
                field<&ProviderChecked::duration_us>("duration_us", "how long the answer took, in microseconds"));
};

struct ProviderAuditRequested : ProviderEvent {
    static constexpr auto describe =
        message("ProviderAuditRequested",
                "Its machines are compared with the recorded ones now; ProviderAudited has the result.",
                field<&ProviderAuditRequested::name>("name", "which"));
};

struct ProviderAudited : ProviderEvent {
    std::optional<Position> answers;
    Audit audit;

    static constexpr auto describe = message(
        "ProviderAudited", "Its machines were compared with those that are known.",
        field<&ProviderAudited::name>("name", "which"),
        field<&ProviderAudited::answers>("answers", "position of the last ProviderAuditRequested that it answers"),
        flat<&ProviderAudited::audit>());
};

// What events make of a provider. Each function changes the provider alone; State::apply() stamps it
// with the event's place and keeps its counts.
ProviderAggregate created_by(const ProviderRegistered& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderUpdated& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderEnabled& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderDisabled& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderHealthChanged& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderCheckRequested& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderChecked& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderAuditRequested& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderAudited& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderHeld& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderReleased& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderBelieved& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderQuarantined& event, const EventMeta& meta);
void evolve(ProviderAggregate& provider, const ProviderResumed& event, const EventMeta& meta);

using ProviderEvents = std::variant<ProviderRegistered, ProviderUpdated, ProviderEnabled, ProviderDisabled,
                                    ProviderRemoved, ProviderHealthChanged, ProviderCheckRequested, ProviderChecked,
                                    ProviderAuditRequested, ProviderAudited, ProviderHeld, ProviderReleased,
                                    ProviderBelieved, ProviderQuarantined, ProviderResumed>;

}  // namespace hf
