// Errors as the protocol speaks them: a stable code, words for people, and what
// a program needs to act on it. Decisions, queries and adapters return them as
// values; exceptions are for bugs and for what a constructor cannot do.
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

constexpr auto names_of(Code) {
    return std::to_array<std::string_view>({"malformed",
                                            "unsupported_version",
                                            "handler_not_found",
                                            "validation_error",
                                            "template_not_found",
                                            "request_not_found",
                                            "machine_not_found",
                                            "provider_not_found",
                                            "already_exists",
                                            "conflict",
                                            "invalid_state",
                                            "limit_exceeded",
                                            "busy",
                                            "deadline_exceeded",
                                            "too_large",
                                            "unauthorized",
                                            "forbidden",
                                            "shutting_down",
                                            "storage_error",
                                            "internal"});
}

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
    result.message = fmt::format(text, std::forward<Args>(args)...);
    return result;
}

template <class... Args>
tl::unexpected<Error> refuse(Code code, fmt::format_string<Args...> text, Args&&... args) {
    return tl::make_unexpected(error(code, text, std::forward<Args>(args)...));
}

}  // namespace hf
