// What the exporter tells Prometheus, in its text format.
//
//     const auto families = board.look([](const Knowledge& known) { return metrics_of(known); });
//     reply(as_text(families));
//
// Of the events' figures nothing is told before they are complete: a counter that grows from nothing
// to what it was before a restart would look like so many new events. Pure.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "exporter/board.hpp"

namespace hf::exporter {

using Metrics = std::vector<prometheus::MetricFamily>;

// All of it but what the process tells of itself (process_metrics.hpp).
Metrics metrics_of(const Knowledge& known);

std::string as_text(const Metrics& metrics);

}  // namespace hf::exporter
