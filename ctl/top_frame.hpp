// What top shows, as lines: a function of what is known and of the window's size.
//
//     screen.show(top_frame(seen, Screen::size()));
//
// Every text in the lines is printable, and no line is wider than the window. Pure.
#pragma once

#include <deque>

#include "core/queries/count_machines.hpp"
#include "core/queries/get_statistics.hpp"
#include "core/queries/get_status.hpp"
#include "core/queries/list_requests.hpp"
#include "ctl/screen.hpp"

namespace hf::ctl {

struct TopFailure {
    Position position{};
    Timestamp time;
    std::string what;  // "launch", "machine", …
    std::string subject;
    std::string words;
};
// What went wrong by this event; nothing for one that tells of no failure, or can't be read.
std::optional<TopFailure> failure_in(const RecordedEvent& event);

struct TopFigures {
    Timestamp now;
    std::string trouble;  // why the figures are old; empty: they are those of now
    StatusReport status;
    DaemonStatistics statistics;
    std::vector<Request> requests;    // open ones, those that are worked on first
    std::uint64_t open{};             // how many there are
    MachineCounts machines;           // live ones, by template
    std::deque<TopFailure> failures;  // the newest first
};

// A window without an end shows all there is.
inline constexpr ScreenSize no_window{100'000, 100'000};

std::vector<ScreenLine> top_frame(const TopFigures& seen, const ScreenSize& size);

}  // namespace hf::ctl
