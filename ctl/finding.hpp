// What a provider finds after a command that has it look: CheckProvider and ValidateTemplate. The command
// is answered at once; a person waits for the finding.
#pragma once

#include <chrono>

#include "client/client.hpp"
#include "core/bus/message_type.hpp"
#include "ctl/exit_status.hpp"

namespace hf::ctl {

struct Found {
    Value finding;
    const TypeInfo& type;
    ExitStatus status;  // ok: nothing is wrong
};

// Whether this command has a finding.
bool has_finding(std::string_view command);
// Waits for the finding of the command with this body, which was accepted at this position. A failure has been
// reported.
tl::expected<Found, ExitStatus> wait_for_finding(Client& client, std::string_view command, const ValueMap& body,
                                                 Position since, std::chrono::milliseconds timeout);

}  // namespace hf::ctl
