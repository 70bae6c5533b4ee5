// Formats times as AWS's APIs expect them: UTC, in whole seconds.
#pragma once

#include <string>

#include "core/messages/timestamp.hpp"

namespace hf::aws {

// Returns, for example, "2026-01-02T03:04:05Z".
[[nodiscard]] std::string aws_time(Timestamp time);

}  // namespace hf::aws
