#include "client/feed/sequence.hpp"

#include <algorithm>

namespace hf {

Sequence::Sequence(Subscription subscription)
    : subscription_(std::move(subscription)), known_(subscription_.after), head_(subscription_.after) {
    auto& categories = subscription_.categories;
    std::sort(categories.begin(), categories.end());
    categories.erase(std::unique(categories.begin(), categories.end()), categories.end());
    if (categories.size() == category_count) categories.clear();
    // The number of events per category is known in advance only at position 0.
    if (known_ == 0) in_category_.fill(0);
}

std::vector<std::string> Sequence::topics() const {
    if (const auto category = only()) return {fmt::format("{}.", name_of(*category)), std::string(heartbeat_topic)};
    return {""};
}

ReadEvents Sequence::question(std::uint32_t limit) const {
    ReadEvents query{.after = known_, .limit = limit};
    if (!subscription_.categories.empty()) query.categories = subscription_.categories;
    return query;
}

Result<std::vector<RecordedEvent>> Sequence::read(EventsRead answer, Position head, std::uint64_t doubts) {
    if (auto fault = fault_of(answer)) {
        doubt();
        return tl::make_unexpected(std::move(*fault));
    }
    subscription_.store_id = answer.store_id;
    head_ = std::max(head_, head);
    std::erase_if(answer.events,
                  [&](const auto& event) { return event.position <= known_ || !wanted(event.category); });
    for (const auto& event : answer.events) learn(event);
    // Others' events behind these have had the next numbers.
    if (answer.own_only) in_category_ = {};
    known_ = std::max(known_, answer.position);
    must_ask_ = answer.has_more || doubts != doubts_;
    return std::move(answer.events);
}

// Returns what is wrong with an answer. An answer that leaves out an event would be a silent loss, unless it says that
// it leaves out those of others.
std::optional<Error> Sequence::fault_of(const EventsRead& answer) const {
    if (!store_id().empty() && answer.store_id != store_id())
        return error(Code::conflict,
                     "the daemon has the store {}, and position {} is one of the store {}: there it means other events",
                     answer.store_id, known_, store_id());
    auto in_category = in_category_;
    auto last = known_;
    for (const auto& event : answer.events) {
        if (event.position <= known_) continue;
        auto& in_its = in_category[static_cast<std::size_t>(event.category)];
        const bool all_wanted = subscription_.categories.empty() && !answer.own_only;
        const bool next = all_wanted ? event.position == last + 1 : event.position > last;
        if (!next || (!answer.own_only && in_its && event.category_position != *in_its + 1))
            return error(Code::internal, "the daemon has left out what comes before event {}, after {}", event.position,
                         last);
        in_its = event.category_position;
        last = event.position;
    }
    return std::nullopt;
}

Sequence::Heard Sequence::hear(const RecordedEvent& event) {
    if (must_ask_) return Heard::gap;
    if (event.position <= known_) return Heard::old;
    const auto category = only();
    // The feed may lack events of this category, because it is not subscribed to.
    if (category && event.category != *category) return Heard::other;
    const auto& in_category = known_of(event.category);
    const bool next =
        category ? in_category && event.category_position == *in_category + 1 : event.position == known_ + 1;
    if (!next) return missing();
    head_ = std::max(head_, event.position);
    known_ = event.position;
    learn(event);
    return wanted(event.category) ? Heard::next : Heard::other;
}

Sequence::Heard Sequence::hear(const HeartbeatMessage& heartbeat) {
    if (!store_id().empty() && heartbeat.store_id != store_id()) {
        doubt();
        return Heard::foreign;
    }
    const bool another_daemon = started_at_ && heartbeat.started_at != *started_at_;
    started_at_ = heartbeat.started_at;
    if (another_daemon) {
        doubt();
        return Heard::doubt;
    }
    if (must_ask_) return Heard::gap;
    // This heartbeat waited in the queue while the store was read.
    if (heartbeat.position <= known_) return Heard::old;
    head_ = std::max(head_, heartbeat.position);
    const auto category = only();
    if (!category) return missing();
    const auto told = heartbeat.category_positions.find(name_of(*category));
    if (told == heartbeat.category_positions.end() || known_of(*category) != told->second) return missing();
    known_ = heartbeat.position;
    return Heard::old;
}

void Sequence::doubt() {
    ++doubts_;
    must_ask_ = true;
}

Sequence::Heard Sequence::missing() {
    must_ask_ = true;
    return Heard::gap;
}

bool Sequence::wanted(Category category) const {
    const auto& categories = subscription_.categories;
    return categories.empty() || std::find(categories.begin(), categories.end(), category) != categories.end();
}

std::optional<Category> Sequence::only() const {
    return subscription_.categories.size() == 1 ? std::optional(subscription_.categories.front()) : std::nullopt;
}

void Sequence::learn(const RecordedEvent& event) {
    known_of(event.category) = event.category_position;
    known_ = std::max(known_, event.position);
}

}  // namespace hf
