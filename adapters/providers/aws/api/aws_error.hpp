// AwsError: how a call failed, in AWS's own terms, and the provider error that corresponds to it.
#pragma once

#include <string>

#include "core/ports/provider.hpp"

namespace hf::aws {

struct AwsError {
    std::string action;
    std::string code;  // empty: there was no readable answer
    std::string message;
    int status = 0;
    bool sent = true;             // the service may have received the call
    std::string request_id = {};  // AWS's, by which its support finds the call

    [[nodiscard]] bool answered() const { return !code.empty(); }
    // True if it is unknown whether the call took effect.
    [[nodiscard]] bool open() const;
    [[nodiscard]] bool throttled() const;
    [[nodiscard]] bool expired_credentials() const;
    // True if the service, or a compatible one of another cloud, does not offer the action.
    [[nodiscard]] bool no_such_action() const;
};

[[nodiscard]] ProviderErrorKind kind_of(const AwsError& error);

// The field of a template's configuration that the error concerns, or an empty string.
[[nodiscard]] std::string_view field_of_template(const AwsError& error);

// The provider error, with the action, AWS's message and the template's field.
[[nodiscard]] ProviderError provider_error(const AwsError& error);
// The error of a launch of which it is not known what machines it has made, since this call has failed: the launch must
// stay open, whatever the error is.
[[nodiscard]] ProviderError error_of_open_launch(const AwsError& error);

}  // namespace hf::aws
