// An event as one line for people: position, time, type, what it is about, the facts.
//
//     print(event_line(event, {.colours = colours_wanted(STDOUT_FILENO)}));
//
// With colours the type shows at a glance what went well and what didn't.
#pragma once

#include <string>

#include "core/domain/history/recorded_event.hpp"

namespace hf::ctl {

struct EventLineOptions {
    bool causes = false;  // tell the command and the conversation, too
    bool colours = false;
};

std::string event_line(const RecordedEvent& event, const EventLineOptions& options);

// On a terminal, unless $NO_COLOR is set or the terminal is a dumb one.
bool colours_wanted(int descriptor);

}  // namespace hf::ctl
