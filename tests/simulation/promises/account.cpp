#include "tests/simulation/promises/account.hpp"

#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {

void Account::follow(const Hear& hear) {
    while (state_.position() < disk_.events.size()) {
        const auto& record = disk_.events[state_.position()];
        check_numbers(record);
        check_cause(record);
        const auto event = restore(record, codec_);
        state_.apply(event);
        hear(event);
    }
}

void Account::check_numbers(const RecordedEvent& event) {
    if (event.position != state_.position() + 1)
        broken(Promise::p3_one_order, "event {} stands where {} comes next", event.position, state_.position() + 1);
    const auto category = static_cast<std::size_t>(event.category);
    if (event.category_position != ++category_positions_[category])
        broken(Promise::p3_one_order, "event {} has category position {}, and {} comes next", event.position,
               event.category_position, category_positions_[category]);
    auto& end = streams_[category][event.stream];
    if (event.stream_version != end.version + 1 || event.previous != end.position)
        broken(Promise::p3_one_order, "event {} is version {} of {} after {}, and {} after {} comes next",
               event.position, event.stream_version, event.stream, event.previous, end.version + 1, end.position);
    end = {event.stream_version, event.position};
}

// The events of a command stand together.
void Account::check_cause(const RecordedEvent& event) {
    if (event.command_id == cause_) return;
    cause_ = event.command_id;
    if (!past_causes_.insert(cause_).second)
        broken(Promise::p2_once, "event {} was caused by command {}, which had caused events before", event.position,
               cause_);
}

}  // namespace hf::simulation
