// Events and outcomes to fill a store with, each different from any other, and recognised by its number.
//
//     append_samples(store, 30);
//     EXPECT_EQ(store.read(12, 10, unlimited), sample_events(13, 10));
#pragma once

#include <fmt/format.h>

#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "core/ports/event_store.hpp"

namespace hf::testing {

inline constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

// Returns the event that stands at a position in these tests. The categories come in turn, with five streams of the
// same names in each; all fields are filled and differ from event to event.
inline RecordedEvent sample_event(Position position, std::size_t data_size = 40) {
    const auto index = position - 1;
    std::string data(data_size, '\0');
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<char>(position * 31 + i * 7);
    return {.position = position,
            .category = static_cast<Category>(index % category_count),
            .category_position = index / category_count + 1,
            .stream = fmt::format("stream-{}", index % 20 / category_count),
            .stream_version = index / 20 + 1,
            .type = "SomethingHappened",
            .schema = static_cast<std::uint32_t>(position % 3 + 1),
            .time = {1'700'000'000'000'000 + static_cast<std::int64_t>(position)},
            .command_id = fmt::format("command-{}", position),
            .correlation_id = position % 2 == 0 ? std::string() : fmt::format("conversation-{}", position),
            .traceparent = position % 3 == 0 ? std::nullopt : std::optional(fmt::format("trace-{}", position)),
            .principal = position % 4 == 0 ? std::nullopt : std::optional(fmt::format("gate-{}", position)),
            .on_behalf_of = position % 2 == 0 ? std::nullopt : std::optional(fmt::format("user-{}", position)),
            .data = {std::move(data)}};
}

inline std::vector<RecordedEvent> sample_events(Position first, std::size_t count, std::size_t data_size = 40) {
    std::vector<RecordedEvent> events;
    for (std::size_t i = 0; i < count; ++i) events.push_back(sample_event(first + i, data_size));
    return events;
}

// The outcome of a number in these tests, with the same number for the position that its reply tells.
inline CommandOutcome sample_outcome(OutcomeNumber position) {
    return {.number = position,
            .command_id = fmt::format("command-{}", position),
            .position = position,
            .accepted = position % 5 != 0,
            .payload = std::string("\x81\x00\xff", 3) + std::to_string(position)};
}

inline std::vector<CommandOutcome> sample_outcomes(OutcomeNumber first, std::size_t count) {
    std::vector<CommandOutcome> outcomes;
    for (std::size_t i = 0; i < count; ++i) outcomes.push_back(sample_outcome(first + i));
    return outcomes;
}

// Appends `count` events after the head, and as many outcomes.
inline void append_samples(EventStore& store, std::size_t count) {
    store.append(sample_events(store.head() + 1, count), sample_outcomes(store.last_outcome() + 1, count));
}

// By its id, among all that the store has.
inline std::optional<CommandOutcome> outcome_of(const EventStore& store, std::string_view command_id) {
    for (const auto& outcome : store.read_outcomes(0, unlimited))
        if (outcome.command_id == command_id) return outcome;
    return std::nullopt;
}

}  // namespace hf::testing
