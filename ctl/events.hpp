// hostfactoryctl events: what happened, and what happens.
#pragma once

#include "ctl/command_line.hpp"

namespace hf::ctl {

struct EventsOptions {
    bool follow = false;
    std::optional<Position> from;  // the first position to show; else the last few
    std::uint64_t last = 20;
    std::vector<std::string> categories;  // of these; empty: of all
    std::vector<std::string> types;
    std::string stream;
};

void add_events(CommandLine& line);

ExitStatus show_events(Client& client, const EventsOptions& options, Format format);

}  // namespace hf::ctl
