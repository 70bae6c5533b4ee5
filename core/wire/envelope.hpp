// Envelopes: the fields around the body of every command and query on the wire, and of the reply to it.
#pragma once

#include "core/domain/values/identifiers.hpp"
#include "core/errors/error.hpp"
#include "core/wire/traceparent.hpp"

namespace hf {

inline constexpr std::uint32_t protocol_version = 1;

struct QueryEnvelope {
    std::uint32_t v{};
    CommandId id;
    std::string type;
    Encoded body;
    std::optional<std::string> correlation_id;
    std::optional<std::uint64_t> deadline_ms;
    std::optional<Traceparent> traceparent;
    std::optional<std::string> client;
    std::optional<std::string> on_behalf_of;

    static constexpr auto describe = message(
        "Query", "A question. It changes nothing.", field<&QueryEnvelope::v>("v", "version of the protocol: 1"),
        field<&QueryEnvelope::id>("id", "the client's choice; the reply carries it"),
        field<&QueryEnvelope::type>("type", "which query"),
        field<&QueryEnvelope::body>("body", "the query's own fields"),
        field<&QueryEnvelope::correlation_id>("correlation_id", "the conversation that this belongs to")
            .between(1, 128),
        field<&QueryEnvelope::deadline_ms>("deadline_ms", "how long the client waits, from when the daemon gets it")
            .between(0, 31'536'000'000),
        field<&QueryEnvelope::traceparent>("traceparent", "W3C trace context: 00-<trace id>-<parent id>-<flags>"),
        field<&QueryEnvelope::client>("client", "who asks, in the client's own words; for the audit log").at_most(128),
        field<&QueryEnvelope::on_behalf_of>("on_behalf_of",
                                            "for whom a gateway asks (acts_for): the message may do what both may, and "
                                            "what it orders is the other's")
            .between(1, 128));
};

struct CommandEnvelope {
    QueryEnvelope common;
    std::optional<Version> expected_version;

    static constexpr auto describe =
        message("Command", "An intention to change state. It is accepted or refused, once per id.",
                flat<&CommandEnvelope::common>(),
                field<&CommandEnvelope::expected_version>(
                    "expected_version", "refuse with conflict if the aggregate is at another version"));
};

// What both kinds of envelopes have.
inline const QueryEnvelope& common_of(const QueryEnvelope& envelope) { return envelope; }
inline const QueryEnvelope& common_of(const CommandEnvelope& envelope) { return envelope.common; }

enum class ReplyStatus : std::uint8_t { ok, error };
constexpr auto names_of(ReplyStatus) { return std::to_array<std::string_view>({"ok", "error"}); }

struct Reply {
    std::uint32_t v = protocol_version;
    std::string id;
    ReplyStatus status{};
    std::optional<Encoded> result;
    std::optional<Position> position;
    std::optional<bool> duplicate;
    std::optional<Error> error;
    std::optional<std::vector<std::string>> withheld{};

    static constexpr auto describe =
        message("Reply", "The answer to a command or a query.", field<&Reply::v>("v", "version of the protocol"),
                field<&Reply::id>("id", "of the message that this answers; empty where it had none that could be read")
                    .optional(),
                field<&Reply::status>("status", "ok or error"),
                field<&Reply::result>("result", "of a message that was accepted"),
                field<&Reply::position>("position", "ok: the last event that the answer reflects"),
                field<&Reply::duplicate>("duplicate", "true: this command was answered before; this is that answer"),
                field<&Reply::error>("error", "why it was refused"),
                field<&Reply::withheld>("withheld",
                                        "fields of this type's results that the sender's role is not shown, whether or "
                                        "not there is something in them"));
};

}  // namespace hf
