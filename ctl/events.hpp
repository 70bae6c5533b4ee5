// hostfactoryctl events: shows past events, and new ones as they happen.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

struct EventsOptions {
    bool follow = false;
    std::optional<Position> from;  // the first position to show; if empty, the last few events
    std::uint64_t last = 20;
    std::vector<std::string> categories;  // only events of these; empty: of all
    std::vector<std::string> types;
    std::string stream;
};

void add_events(CommandLine& line);

ExitStatus show_events(Client& client, const EventsOptions& options, Format format);

}  // namespace hf::ctl
