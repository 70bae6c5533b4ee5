// Error codes: what each of AWS's error codes means in our terms, and which key of a template it is about. One table
// has them all; docs/AWS.md shows the table, and a test compares them.
//
//     if (const auto* known = error_code("SpotMaxPriceTooLow")) use(known->kind, known->field);
//
// A code that is missing here is reported as it came, and tried again a few times. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/ports/provider.hpp"

namespace hf::aws {

// Which of AWS's lists has the code.
enum class ErrorSource : std::uint8_t {
    ec2_common,       // Amazon EC2 API reference, "Error codes": common client error codes
    ec2_actions,      // the same: client error codes for specific actions
    ec2_server,       // the same: server error codes
    all_services,     // "Common errors" of the services' API references, and what the SDKs take for throttling
    auto_scaling,     // Amazon EC2 Auto Scaling API reference: the errors of the actions
    systems_manager,  // AWS Systems Manager API reference: GetParameter
    token_service,    // AWS STS API reference: AssumeRole, AssumeRoleWithWebIdentity
    ours,             // AWS was not asked
};
[[nodiscard]] std::string_view in_words(ErrorSource source);

struct ErrorCode {
    std::string_view code;
    ProviderErrorKind kind;
    std::string_view field;  // of a template's configuration; empty: no certain one
    ErrorSource source;
};

[[nodiscard]] std::span<const ErrorCode> error_codes();
// Returns null for a code that is not known.
[[nodiscard]] const ErrorCode* error_code(std::string_view code);

}  // namespace hf::aws
