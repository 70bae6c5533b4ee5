// The message that a command would send.
#pragma once

#include <chrono>

#include "core/bus/message_type.hpp"
#include "core/domain/values/identifiers.hpp"
#include "ctl/output.hpp"

namespace hf::ctl {

struct DryRun {
    std::string id{};  // empty: a new id
    std::optional<Version> expected_version{};
    std::chrono::milliseconds deadline{};
    std::string on_behalf_of{};  // empty: for its sender
};

// Shows the envelope with the body in it.
std::string would_be_sent(const MessageType& type, const ValueMap& body, const DryRun& with, Format format);

}  // namespace hf::ctl
