// The exporter's metrics, in Prometheus' text format.
//
//     const auto families = board.look([](const Knowledge& known) { return metrics_of(known); });
//     reply(as_text(families));
//
// Figures made of events are left out until they are complete: a counter that grew from zero to its
// value before a restart would look like that many new events. Pure.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

#include "exporter/board.hpp"

namespace hf::exporter {

using Metrics = std::vector<prometheus::MetricFamily>;

// All metrics but those of the exporter's process (process_metrics.hpp).
Metrics metrics_of(const Knowledge& known);

std::string as_text(const Metrics& metrics);

}  // namespace hf::exporter
