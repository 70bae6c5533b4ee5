#include "exporter/metric_list.hpp"

#include <limits>

#include "core/text/utf8.hpp"

namespace hf::exporter {
namespace {

prometheus::ClientMetric labelled(MetricList::Labels labels) {
    prometheus::ClientMetric metric;
    for (const auto& [name, value] : labels) metric.label.push_back({std::string(name), with_valid_utf8(value)});
    return metric;
}

}  // namespace

MetricList::Family MetricList::begin(std::string_view name, std::string_view help, prometheus::MetricType type) {
    auto& family = families_.emplace_back();
    family.name = name;
    family.help = help;
    family.type = type;
    return Family(family);
}

MetricList::Family& MetricList::Family::add(double value, Labels labels) {
    auto& metric = family_.metric.emplace_back(labelled(labels));
    (family_.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    return *this;
}

MetricList::Family& MetricList::Family::add(const Durations& took, Labels labels) {
    auto& histogram = family_.metric.emplace_back(labelled(labels)).histogram;
    histogram.sample_count = took.count();
    histogram.sample_sum = took.sum();
    for (std::size_t i = 0; i < Durations::bounds.size(); ++i)
        histogram.bucket.push_back({took.below(i), Durations::bounds[i]});
    histogram.bucket.push_back({took.count(), std::numeric_limits<double>::infinity()});
    return *this;
}

std::vector<prometheus::MetricFamily> MetricList::take() {
    std::erase_if(families_, [](const auto& family) { return family.metric.empty(); });
    return std::move(families_);
}

}  // namespace hf::exporter
