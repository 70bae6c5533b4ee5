// The load generator: one thread that keeps a number of messages in flight on a number of connections, and takes the
// time of each reply. Every reply is checked by the session; the first one that is no success ends the run with
// std::runtime_error.
//
//     const auto load = run_load(port, zmtp_sessions(messages), {.shape = {8, 64}}, {.begun = …, .ended = …});
//     load.rate(), percentile(load.latencies_ms, 0.99)
#pragma once

#include <atomic>
#include <vector>

#include "bench/load/session.hpp"

namespace hf::bench {

struct Shape {
    std::uint32_t clients = 1;
    std::uint32_t in_flight = 1;  // of each client
};

struct LoadPlan {
    Shape shape;
    double warm_up_s = 0.5;  // not counted
    double seconds = 3;
    // How many messages are sent per second; 0: each reply makes room for the next message. A message that has to
    // wait for room is counted from when it was due.
    double rate = 0;
};

// Called at the beginning and the end of what is counted.
struct LoadMoments {
    std::function<void()> begun = [] {};
    std::function<void()> ended = [] {};
};

struct Load {
    double seconds = 0;
    std::vector<double> latencies_ms;  // one for each reply
    double own_cpu_s = 0;              // of the generator's thread

    [[nodiscard]] double rate() const { return static_cast<double>(latencies_ms.size()) / seconds; }
};

Load run_load(int port, const Sessions& sessions, const LoadPlan& plan, const LoadMoments& moments);

// SIGINT and SIGTERM end a run as an error does, so that servers and files are cleaned up.
void end_runs_on_signals();
bool interrupted();

}  // namespace hf::bench
