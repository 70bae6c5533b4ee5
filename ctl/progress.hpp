// Waiting for a request to come to its end, and telling how it goes.
#pragma once

#include <chrono>
#include <optional>

#include "client/client.hpp"
#include "core/queries/get_request_status.hpp"
#include "ctl/exit_status.hpp"

namespace hf::ctl {

// The request when it has ended; nothing when the timeout came first. On a terminal
// the progress is one line that changes, otherwise a line per change; on standard error.
tl::expected<std::optional<RequestReport>, CallFailure> wait_for_end(Client& client, const RequestId& id,
                                                                     Position since,
                                                                     std::optional<std::chrono::milliseconds> timeout);

// "req-…: in_progress, 1 of 3 up, 1 failed"
std::string progress_line(const Request& request);

ExitStatus exit_status_of(RequestStatus status);

}  // namespace hf::ctl
