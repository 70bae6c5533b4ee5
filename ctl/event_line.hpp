// Writes an event as one line for people: position, time, type, subject, by whom where that is known, and facts.
//
//     print(event_line(event, {.colours = colours_wanted(STDOUT_FILENO)}));
//
// Colours of the event types show successes and failures at a glance.
#pragma once

#include <string>

#include "core/domain/history/recorded_event.hpp"
#include "core/messages/value.hpp"

namespace hf::ctl {

struct EventLineOptions {
    bool causes = false;  // show command id and correlation id as well
    bool colours = false;
};

// The data of an event on one line, without what is empty; times as local_time().
std::string facts(Value data, std::string_view event_type);

std::string event_line(const RecordedEvent& event, const EventLineOptions& options);

// True on a terminal, unless $NO_COLOR is set or the terminal is a dumb one.
bool colours_wanted(int descriptor);

}  // namespace hf::ctl
