#include "core/figures/message_statistics.hpp"

namespace hf {

void MessageStatistics::record(std::string_view type, std::chrono::nanoseconds took, bool accepted) {
    auto known = of_.find(type);
    if (known == of_.end()) known = of_.find(unknown);
    auto& of = *known->second;
    if (!accepted) of.refused.fetch_add(1, std::memory_order_relaxed);
    of.latency.record(took);
}

FiguresByType MessageStatistics::figures() const {
    FiguresByType figures;
    for (const auto& [type, of] : of_)
        if (const auto count = of->latency.count(); count > 0)
            figures.emplace(type,
                            MessageFigures{count, of->refused.load(std::memory_order_relaxed), of->latency.figures()});
    return figures;
}

}  // namespace hf
