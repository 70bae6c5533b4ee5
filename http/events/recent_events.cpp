#include "http/events/recent_events.hpp"

#include <algorithm>

namespace hf::http {

void RecentEvents::begin(Position after, Position head) {
    std::deque<EventPointer> forgotten;
    const MutexLock lock(mutex_);
    forgotten.swap(events_);
    bytes_ = 0;
    begin_ = after;
    head_ = std::max(after, head);
    ++beginning_;
    is_open_ = true;
}

void RecentEvents::close() {
    const MutexLock lock(mutex_);
    is_open_ = false;
}

void RecentEvents::add(EventPointer event) {
    const MutexLock lock(mutex_);
    head_ = std::max(head_, event->position());
    bytes_ += event->size();
    events_.push_back(std::move(event));
    while (events_.size() > bounds_.events || (bytes_ > bounds_.bytes && events_.size() > 1)) {
        begin_ = events_.front()->position();
        bytes_ -= events_.front()->size();
        events_.pop_front();
    }
}

RecentEvents::Look RecentEvents::look(Place& place, const ReadEvents& question, std::size_t most,
                                      std::vector<EventPointer>& found) const {
    const MutexLock lock(mutex_);
    if (!is_open_) return Look::closed;
    if (place.after < begin_) return place.beginning == beginning_ ? Look::dropped : Look::behind;
    place.beginning = beginning_;
    std::size_t bytes = 0;
    auto next = std::ranges::upper_bound(events_, place.after, {}, [](const auto& event) { return event->position(); });
    for (; next != events_.end() && bytes < most; ++next) {
        place.after = (*next)->position();
        if (!(*next)->is_wanted_by(question)) continue;
        bytes += (*next)->size();
        found.push_back(*next);
    }
    return Look::served;
}

bool RecentEvents::covers(Position after) const {
    const MutexLock lock(mutex_);
    return is_open_ && after >= begin_ && after <= head_;
}

std::optional<Position> RecentEvents::head() const {
    const MutexLock lock(mutex_);
    return is_open_ ? std::optional(head_) : std::nullopt;
}

}  // namespace hf::http
