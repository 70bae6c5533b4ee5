// Process: how the parts of a simulated daemon get to run. Whatever a part puts off runs later, in virtual time, unless
// the daemon has ended by then; a crash in it ends the daemon.
#pragma once

#include "tests/simulation/run/schedule.hpp"

namespace hf::simulation {

class Process {
public:
    virtual ~Process() = default;
    virtual void after(Schedule::Duration delay, Schedule::Action action) = 0;
    // The daemon can't go on, and ends soon.
    virtual void failed(const std::string& what) = 0;
};

}  // namespace hf::simulation
