// MessageStatistics: how many messages of each type arrived, how many were refused, and how long
// their answers took.
//
//     MessageStatistics statistics;
//     statistics.add("CreateRequest");                 // before the first record()
//     statistics.record(type, took, accepted);
//     for (const auto& [type, figures] : statistics.figures()) …
//
// Types that were not added are counted together, so that no client can fill the memory with names.
// record() takes no lock and may be called by any thread.
#pragma once

#include <memory>
#include <unordered_map>

#include "core/figures/latency_histogram.hpp"

namespace hf {

class MessageStatistics {
public:
    static constexpr std::string_view unknown = "unknown";

    MessageStatistics() { add(unknown); }

    // Adds a type. The name must outlive this object.
    void add(std::string_view type) { of_.emplace(type, std::make_unique<OfType>()); }

    // Counts a message of the type, with the time until its answer.
    void record(std::string_view type, std::chrono::nanoseconds took, bool accepted);

    // The figures of all types of which messages arrived.
    [[nodiscard]] FiguresByType figures() const;

private:
    struct OfType {
        std::atomic<std::uint64_t> refused = 0;
        LatencyHistogram latency;
    };

    std::unordered_map<std::string_view, std::unique_ptr<OfType>> of_;
};

}  // namespace hf
