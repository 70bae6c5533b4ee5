// Errors as the protocol states them: a stable code, a message for people, and what a program needs
// to act on the error. Decisions, queries and adapters return errors as values; exceptions are for
// bugs and for constructors that cannot do their work.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "core/messages/describe.hpp"

namespace hf {

enum class Code : std::uint8_t {
    malformed,
    unsupported_version,
    handler_not_found,
    validation_error,
    template_not_found,
    request_not_found,
    machine_not_found,
    provider_not_found,
    already_exists,
    conflict,
    invalid_state,
    limit_exceeded,
    busy,
    deadline_exceeded,
    too_large,
    unauthorized,
    forbidden,
    shutting_down,
    storage_error,
    internal,
};

// The meaning of a code. `retryable`: the same message, unchanged, may succeed later.
struct CodeInfo {
    std::string_view name;
    std::string_view help;
    bool retryable = false;
};

// In the order of enum Code.
inline constexpr auto every_code = std::to_array<CodeInfo>({
    {"malformed", "not a message of this protocol; field says where, if that is known"},
    {"unsupported_version", "v is not a version of the protocol that is spoken here"},
    {"handler_not_found", "type is not a command, or not a query"},
    {"validation_error", "a field of the body is missing, unknown, of a wrong type or out of bounds"},
    {"template_not_found", "there is no such template"},
    {"request_not_found", "there is no such request"},
    {"machine_not_found", "there is no such machine"},
    {"provider_not_found", "there is no such provider"},
    {"already_exists", "there is one of that name"},
    {"conflict", "expected_version is not its version; details.version is"},
    {"invalid_state", "it exists, and its state does not allow this"},
    {"limit_exceeded", "more than the template or the site allows"},
    {"busy", "too many commands are in flight; retry_after_ms says when to try again", true},
    {"deadline_exceeded", "the command waited longer than its deadline_ms, and was not carried out", true},
    {"too_large", "the message is larger than the site allows (limits.message_bytes)"},
    {"unauthorized", "the site does not know who sent the message"},
    {"forbidden", "the sender's role or rights do not allow this; details.role is the one that is missing"},
    {"shutting_down", "the daemon is stopping", true},
    {"storage_error", "the store has failed and the outcome is unknown: ask again with the same id", true},
    {"internal", "a bug; please report it"},
});
static_assert(every_code.size() == static_cast<std::size_t>(Code::internal) + 1);

constexpr auto names_of(Code) {
    std::array<std::string_view, every_code.size()> names{};
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = every_code[i].name;
    return names;
}

constexpr const CodeInfo& info_of(Code code) { return every_code[static_cast<std::size_t>(code)]; }

struct Error {
    Code code = Code::internal;
    std::string message;
    std::optional<std::string> field;  // "configuration.command[0]"
    ValueMap details;
    bool retryable = false;  // the same message may succeed later, unchanged
    std::optional<std::uint32_t> retry_after_ms;

    bool operator==(const Error&) const = default;

    static constexpr auto describe = hf::message(
        "Error", "Why a command or a query was refused.", hf::field<&Error::code>("code", "a stable word for programs"),
        hf::field<&Error::message>("message", "the same in words, for people"),
        hf::field<&Error::field>("field", "the field of the body that is wrong"),
        hf::field<&Error::details>("details", "figures and names that belong to the error").optional(),
        hf::field<&Error::retryable>("retryable", "whether the same message may succeed later").optional(),
        hf::field<&Error::retry_after_ms>("retry_after_ms", "how long to wait before trying again"));
};

template <class T>
using Result = tl::expected<T, Error>;

template <class... Args>
Error error(Code code, fmt::format_string<Args...> text, Args&&... args) {
    Error result;
    result.code = code;
    result.retryable = info_of(code).retryable;
    result.message = fmt::format(text, std::forward<Args>(args)...);
    return result;
}

template <class... Args>
tl::unexpected<Error> refuse(Code code, fmt::format_string<Args...> text, Args&&... args) {
    return tl::make_unexpected(error(code, text, std::forward<Args>(args)...));
}

}  // namespace hf
