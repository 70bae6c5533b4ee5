// Watch: shows an answer again whenever it has changed, until Ctrl-C.
//
// On a terminal each answer replaces the one before, otherwise it follows it. After the first
// answer, a daemon that goes away is waited for.
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
    std::optional<std::chrono::milliseconds> every{};  // if empty: after each event
    std::string between{};                             // text between answers that follow each other
    bool redraw = false;                               // by default on a terminal
};

// Reads an interval; "true" gives none. An error if the text is not a number of seconds.
tl::expected<std::optional<std::chrono::milliseconds>, std::string> watch_interval(const std::string& seconds);

// Shows answers until the output is closed or the daemon refuses.
ExitStatus keep_showing(Client& client, const Watch& watch);

// From here on Ctrl-C is a normal end: nothing is lost by it, and the status is 0.
void end_well_when_interrupted();

}  // namespace hf::ctl
