// Story: events as the feed hands them over, in sequence, each at its time.
//
//     Story story;
//     story.at(10s).tell(request_created("req-1", 2));
//     view = story.view();
#pragma once

#include <chrono>

#include "client/wire.hpp"
#include "exporter/fleet_view.hpp"
#include "tests/unit/support/facts.hpp"

namespace hf::testing {

class Story {
public:
    explicit Story(const exporter::FleetView::HistoryBounds& limits = {}) : view_(limits) {}

    // Sets the time, from the beginning of the story, of the events that follow.
    Story& at(std::chrono::microseconds since_beginning) {
        time_ = Timestamp{1'700'000'000'000'000} + since_beginning;
        return *this;
    }
    Story& tell(const Event& event) {
        EventMeta meta;
        meta.position = ++position_;
        meta.time = time_;
        return tell(record({meta, event}, wire_codec()));
    }
    Story& tell(const Events& events) {
        for (const auto& event : events) tell(event);
        return *this;
    }
    Story& tell(RecordedEvent recorded) {
        recorded.position = position_;
        view_.apply(recorded);
        return *this;
    }
    // Adds an event of a type that only a newer daemon knows.
    Story& tell_unknown() {
        RecordedEvent recorded;
        recorded.type = "MachineTeleported";
        recorded.schema = 1;
        ++position_;
        return tell(std::move(recorded));
    }

    [[nodiscard]] const exporter::FleetView& view() const { return view_; }
    [[nodiscard]] Position position() const { return position_; }

private:
    exporter::FleetView view_;
    Position position_ = 0;
    Timestamp time_{1'700'000'000'000'000};
};

}  // namespace hf::testing
