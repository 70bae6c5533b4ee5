// Findings: everything that is wrong with a message or a configuration, reported in one Error.
//
//     std::vector<Finding> findings;
//     findings.push_back({"attributes.ncpus", "must be a whole number from 1, not \"many\""});
//     if (auto error = invalid(findings)) return tl::make_unexpected(std::move(*error));
//
// Pure; any thread may call it.
#pragma once

#include <span>
#include <vector>

#include "core/errors/error.hpp"
#include "core/errors/finding.hpp"
#include "core/messages/decoder.hpp"

namespace hf {

[[nodiscard]] std::vector<Finding> findings_of(const Problem& problem);

// Makes one Error of all findings: `field` is the first finding's, `message` states them all, and
// `details.findings` lists them. The message names the checked thing `whole` where no single field is wrong.
[[nodiscard]] Error error_of(Code code, std::span<const Finding> findings, std::string_view whole = "it");

// Makes one validation_error of all findings. Returns nothing if there are no findings.
[[nodiscard]] std::optional<Error> invalid(const std::vector<Finding>& findings);

}  // namespace hf
