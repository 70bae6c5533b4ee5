// Watching: an answer that is shown again whenever it has changed, until Ctrl-C.
//
// On a terminal each takes the place of the one before, otherwise it follows it. A daemon
// that goes away is waited for, once it has answered.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "client/client.hpp"
#include "ctl/exit_status.hpp"

namespace hf::ctl {

struct Watch {
    Watch();

    std::string_view message{};  // the type of the query, for failures
    std::function<Called<Encoded>()> ask{};
    std::function<std::string(const Encoded& result)> show{};
    std::optional<std::chrono::milliseconds> every{};  // else: when something has happened
    std::string between{};                             // answers that follow each other
    bool redraw = false;                               // by default: on a terminal
};

// "true" is none; an error for what is no number of seconds.
tl::expected<std::optional<std::chrono::milliseconds>, std::string> watch_interval(const std::string& seconds);

// Ends when nobody reads it any more, or when the daemon refuses.
ExitStatus keep_showing(Client& client, const Watch& watch);

// From here on Ctrl-C is the end that was asked for: nothing is lost by it, and the status is 0.
void end_well_when_interrupted();

}  // namespace hf::ctl
