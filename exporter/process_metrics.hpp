// The metrics that Prometheus expects of every process, such as process_cpu_seconds_total, under
// the names that all exporters use. A metric whose value the system does not give is left out.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace hf::exporter {

std::vector<prometheus::MetricFamily> process_metrics();

}  // namespace hf::exporter
