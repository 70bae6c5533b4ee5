#include "daemon/upkeep.hpp"

namespace hf {

Upkeep::Upkeep(const StoreSettings& settings, const StoredHistory& history, ReadModels& models, const Codec& codec,
               const Clock& clock, Log& log)
    : store_(*history.store),
      snapshotter_({clock, models, store_, *history.snapshots, codec, log, settings.snapshot_events,
                    [this](Position at) {
                        if (retention_) retention_->apply(at);
                    }},
                   history.recovered.snapshot) {
    if (const auto& rules = settings.retention)
        retention_.emplace(store_, *history.archive, clock, log,
                           RetentionRules{rules->events, rules->days, rules->segment_events});
}

Counters Upkeep::snapshot_counters() const {
    return {
        {"position", snapshotter_.position()}, {"written", snapshotter_.written()}, {"failed", snapshotter_.failed()}};
}

std::optional<Counters> Upkeep::retention_counters() const {
    if (!retention_) return std::nullopt;
    return Counters{{"first", store_.first()}, {"pruned", retention_->pruned()}, {"failed", retention_->failed()}};
}

}  // namespace hf
