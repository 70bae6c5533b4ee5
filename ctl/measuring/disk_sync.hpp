// Measures a disk's own sync: the least that anything durable on it takes.
//
//     const auto syncs = measure_syncs("/var/lib/hostfactory", 2s, pause);
//     if (!syncs) show(syncs.error());   // a sentence for people
//
// Writes whole blocks into a file of a MiB that has no name, so that nothing remains of it however the program ends.
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "ctl/measuring/pause.hpp"
#include "ctl/measuring/timings.hpp"

namespace hf::ctl {

tl::expected<Timing, std::string> measure_syncs(const std::string& directory, std::chrono::milliseconds duration,
                                                const Pause& pause);

}  // namespace hf::ctl
