#include "core/pipeline/upcasting_store.hpp"

#include "core/domain/history/event.hpp"

namespace hf {

std::vector<RecordedEvent> UpcastingStore::read(Position after, std::size_t limit, std::size_t max_bytes) const {
    auto events = store_.read(after, limit, max_bytes);
    for (auto& event : events) upcast(event, codec_, upcasters_);
    return events;
}

}  // namespace hf
