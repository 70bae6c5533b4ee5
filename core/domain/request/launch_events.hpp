// The events of launches. A launch is one call for machines of one request, and its events stand in
// the request's stream. LaunchRequested is on disk before the provider is called; its token makes
// the call repeatable after a crash (P6).
#pragma once

#include <variant>

#include "core/domain/request/request_events.hpp"
#include "core/domain/values/provider_error.hpp"

namespace hf {

struct LaunchRequested : RequestEvent {
    std::uint32_t attempt{};
    ProviderName provider;
    std::string token;
    std::uint32_t count{};
    std::optional<std::string> provider_api{};

    static constexpr auto describe =
        message("LaunchRequested", "The provider is about to be asked for machines.",
                field<&LaunchRequested::request_id>("request_id", "for which request"),
                field<&LaunchRequested::attempt>("attempt", "number of the try, from 1"),
                field<&LaunchRequested::provider>("provider", "the provider that is asked"),
                field<&LaunchRequested::token>("token", "makes the call repeatable without doubling a machine"),
                field<&LaunchRequested::count>("count", "how many machines or units"),
                field<&LaunchRequested::provider_api>(
                    "provider_api", "which of the provider's ways makes them; empty: its own choice"));
};

struct LaunchUnsettled : RequestEvent {
    ProviderName provider;
    std::string token;
    std::string reason;

    static constexpr auto describe = message(
        "LaunchUnsettled", "The provider can't be made to say what a launch has made; it is asked again and again.",
        field<&LaunchUnsettled::request_id>("request_id", "for which request"),
        field<&LaunchUnsettled::provider>("provider", "the provider that is asked"),
        field<&LaunchUnsettled::token>("token", "of the launch"),
        field<&LaunchUnsettled::reason>("reason", "what came in place of an answer"));
};

struct LaunchSucceeded : RequestEvent {
    std::uint32_t attempt{};
    ProviderName provider;
    std::string token;
    std::uint32_t asked{};
    std::uint32_t got{};

    static constexpr auto describe =
        message("LaunchSucceeded", "The provider has given all the machines of this try.",
                field<&LaunchSucceeded::request_id>("request_id", "for which request"),
                field<&LaunchSucceeded::attempt>("attempt", "number of the try"),
                field<&LaunchSucceeded::provider>("provider", "the provider that was asked"),
                field<&LaunchSucceeded::token>("token", "of the call"),
                field<&LaunchSucceeded::asked>("asked", "machines or units asked for"),
                field<&LaunchSucceeded::got>("got", "machines or units given"));
};

struct LaunchFailed : RequestEvent {
    std::uint32_t attempt{};
    ProviderName provider;
    std::string token;
    std::uint32_t asked{};
    std::uint32_t got{};
    ProviderErrorKind error{};
    std::string message;
    bool final = false;
    bool hopeless = false;

    static constexpr auto describe = hf::message(
        "LaunchFailed", "The provider has given fewer machines than this try asked for, or none.",
        field<&LaunchFailed::request_id>("request_id", "for which request"),
        field<&LaunchFailed::attempt>("attempt", "number of the try"),
        field<&LaunchFailed::provider>("provider", "the provider that was asked"),
        field<&LaunchFailed::token>("token", "of the call"),
        field<&LaunchFailed::asked>("asked", "machines or units asked for"),
        field<&LaunchFailed::got>("got", "machines or units given all the same"),
        field<&LaunchFailed::error>("error", "what was wrong; other: an error or a kind that is not known"),
        field<&LaunchFailed::message>("message", "the provider's words"),
        field<&LaunchFailed::final>("final", "no further try would help, with any source").optional(),
        field<&LaunchFailed::hopeless>("hopeless", "this source would not give any however often it is asked")
            .optional());
};

struct RequestRedirected : RequestEvent {
    ProviderName from;
    ProviderName provider;
    std::uint8_t source{};
    std::string reason;

    static constexpr auto describe = message(
        "RequestRedirected", "From now on another of the template's sources is asked for what is missing.",
        field<&RequestRedirected::request_id>("request_id", "which"),
        field<&RequestRedirected::from>("from", "the provider that was asked until now"),
        field<&RequestRedirected::provider>("provider", "the provider that is asked from now on"),
        field<&RequestRedirected::source>("source", "its number among the template's sources, from 0").between(0, 15),
        field<&RequestRedirected::reason>("reason", "what was wrong with the one before"));
};

// What they make of their request.
void evolve(Request& request, const LaunchRequested& event, const EventMeta& meta);
void evolve(Request& request, const LaunchSucceeded& event, const EventMeta& meta);
void evolve(Request& request, const LaunchFailed& event, const EventMeta& meta);
void evolve(Request& request, const LaunchUnsettled& event, const EventMeta& meta);
void evolve(Request& request, const RequestRedirected& event, const EventMeta& meta);

using LaunchEvents = std::variant<LaunchRequested, LaunchSucceeded, LaunchFailed, LaunchUnsettled, RequestRedirected>;

}  // namespace hf
