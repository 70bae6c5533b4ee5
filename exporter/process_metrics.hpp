// What Prometheus wants to know of every process: process_cpu_seconds_total and its like, under the
// names that all exporters give them. What the system doesn't tell is left out.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace hf::exporter {

std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace hf::exporter
