#include "adapters/providers/aws/handlers/fallback.hpp"

namespace hf::aws {

std::optional<Timestamp> fallback_due(const LaunchSpec& order, std::chrono::seconds before) {
    if (order.price_type != "heterogeneous" || !order.deadline_at) return std::nullopt;
    return Timestamp{order.deadline_at->microseconds - std::chrono::microseconds{before}.count()};
}

Fallback fallback_of(const LaunchSpec& order, std::chrono::seconds before) {
    const auto due = fallback_due(order, before);
    if (!due) return Fallback::at_once;
    return order.begun_at < *due ? Fallback::later : Fallback::due;
}

}  // namespace hf::aws
