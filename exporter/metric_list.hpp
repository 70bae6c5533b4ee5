// MetricList: builds a list of metrics, one after another.
//
//     MetricList list;
//     list.gauge("hostfactory_up", "Whether …").add(1.0);
//     list.counter("hostfactory_launches_total", "Calls …").add(17.0, {{"provider", "local"}});
//
// A metric without a value is left out. Values of labels may be any bytes.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <string_view>
#include <vector>

#include "exporter/durations.hpp"

namespace hf::exporter {

class MetricList {
public:
    struct Label {
        std::string_view name;
        std::string_view value;
    };
    using Labels = std::initializer_list<Label>;

    // The metric family that was begun last.
    class Family {
    public:
        explicit Family(prometheus::MetricFamily& family) : family_(family) {}
        Family& add(double value, Labels labels = {});
        Family& add(std::uint64_t value, Labels labels = {}) { return add(static_cast<double>(value), labels); }
        Family& add(const Durations& took, Labels labels = {});

    private:
        prometheus::MetricFamily& family_;
    };

    Family gauge(std::string_view name, std::string_view help) {
        return begin(name, help, prometheus::MetricType::Gauge);
    }
    Family counter(std::string_view name, std::string_view help) {
        return begin(name, help, prometheus::MetricType::Counter);
    }
    Family histogram(std::string_view name, std::string_view help) {
        return begin(name, help, prometheus::MetricType::Histogram);
    }

    [[nodiscard]] std::vector<prometheus::MetricFamily> take();

private:
    Family begin(std::string_view name, std::string_view help, prometheus::MetricType type);

    std::vector<prometheus::MetricFamily> families_;
};

}  // namespace hf::exporter
