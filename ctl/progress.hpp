// Waits for a request to end, and shows its progress.
#pragma once

#include <chrono>
#include <optional>

#include "client/client.hpp"
#include "core/queries/get_request_status.hpp"
#include "ctl/exit_status.hpp"

namespace hf::ctl {

// Returns the request when it has ended; nothing if the timeout came first. Progress is shown on
// standard error: on a terminal as one changing line, otherwise as a line per change.
tl::expected<std::optional<RequestReport>, CallFailure> wait_for_end(Client& client, const RequestId& id,
                                                                     Position since,
                                                                     std::optional<std::chrono::milliseconds> timeout);

// For example "req-…: in_progress, 1 of 3 up, 1 failed".
std::string progress_line(const Request& request);

ExitStatus exit_status_of(RequestStatus status);

}  // namespace hf::ctl
