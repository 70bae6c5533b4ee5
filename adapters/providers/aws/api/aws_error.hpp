// AwsError: how a call failed, in AWS's own terms; and what that means in ours.
#pragma once

#include <string>

#include "core/ports/provider.hpp"

namespace hf::aws {

struct AwsError {
    std::string action;
    std::string code;  // empty: no answer that could be read
    std::string message;
    int status = 0;
    bool sent = true;  // the service may have got it

    [[nodiscard]] bool answered() const { return !code.empty(); }
    // Nobody knows whether the call took effect.
    [[nodiscard]] bool open() const;
    [[nodiscard]] bool throttled() const;
    [[nodiscard]] bool expired_credentials() const;
    // The service, or another's that speaks its language, doesn't have it.
    [[nodiscard]] bool no_such_action() const;
};

[[nodiscard]] ProviderErrorKind kind_of(const AwsError& error);

// The field of a template's configuration that the error is about, or nothing.
[[nodiscard]] std::string_view field_of_template(const AwsError& error);

// With the action, AWS's words, and the template's field.
[[nodiscard]] ProviderError provider_error(const AwsError& error);

}  // namespace hf::aws
