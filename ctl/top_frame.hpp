// Makes the lines that top shows, as a function of the data and the window's size.
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
    std::string what;  // for example "launch" or "machine"
    std::string subject;
    std::string words;
};
// The failure that the event reports; nothing if it reports none or cannot be read.
std::optional<TopFailure> failure_in(const RecordedEvent& event);

struct TopFigures {
    Timestamp now;
    std::string trouble;  // why the figures are old; empty: they are current
    StatusReport status;
    DaemonStatistics statistics;
    std::vector<Request> requests;    // open requests, in the order in which they are worked on
    std::uint64_t open{};             // the number of open requests
    MachineCounts machines;           // live machines by template
    std::deque<TopFailure> failures;  // the newest first
};

// A window without an end, which shows everything.
inline constexpr ScreenSize no_window{100'000, 100'000};

std::vector<ScreenLine> top_frame(const TopFigures& seen, const ScreenSize& size);

}  // namespace hf::ctl
