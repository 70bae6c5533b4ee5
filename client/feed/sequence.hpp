// Sequence: what a subscriber knows of the store's one order, and whether an event that it hears
// comes next in it. It holds the rules of missing nothing (PROTOCOL.md, 6.3).
//
//     Sequence sequence({.after = 41});
//     while (sequence.must_ask()) {
//         const auto doubts = sequence.doubts();
//         auto events = sequence.read(answer_to(sequence.question(1000)), head, doubts);  // or an error
//     }
//     if (sequence.hear(event) == Sequence::Heard::next) hand_over(event);  // otherwise it is old, or there is a gap
//
// Nothing that is heard counts before the store was asked. The store is asked again whenever
// something is unusual (a gap, a new connection, a restarted daemon), since only its answer says
// for certain which store this is and what it holds.
//
// A subscriber to several categories alone could not check the order between them: if an event of
// one category is lost before a later event of another, the later one still looks like the next. So
// with more than one category the whole feed is heard, and only wanted events count.
//
// Does no I/O and reads no clock. Used by one thread.
#pragma once

#include "client/feed/subscription.hpp"
#include "core/domain/history/recorded_event.hpp"
#include "core/errors/error.hpp"
#include "core/queries/read_events.hpp"
#include "core/wire/heartbeat.hpp"

namespace hf {

class Sequence {
public:
    enum class Heard : std::uint8_t {
        next,     // it comes next: hand it over
        other,    // it comes next, and belongs to no wanted category
        old,      // it is already known, or says nothing new
        gap,      // something is missing
        doubt,    // this may be another daemon than before
        foreign,  // this is another store
    };

    explicit Sequence(Subscription subscription);

    // The topics to subscribe to on the feed.
    [[nodiscard]] std::vector<std::string> topics() const;

    // True if the store must be asked before anything that is heard counts.
    [[nodiscard]] bool must_ask() const { return must_ask_; }
    // The next question to the store.
    [[nodiscard]] ReadEvents question(std::uint32_t limit) const;
    // Takes the store's answer; `doubts` is the value of doubts() when the question was asked.
    // Returns the wanted events that come next.
    Result<std::vector<RecordedEvent>> read(EventsRead answer, Position head, std::uint64_t doubts);

    // Judges an event or a heartbeat from the feed, and takes it into account.
    Heard hear(const RecordedEvent& event);
    Heard hear(const HeartbeatMessage& heartbeat);

    // From here on, only the store's answer to a new question counts.
    void doubt();
    [[nodiscard]] std::uint64_t doubts() const { return doubts_; }

    // Every wanted event up to this position is known.
    [[nodiscard]] Position known() const { return known_; }
    // The last position that the daemon has reported.
    [[nodiscard]] Position head() const { return head_; }
    // Empty until the store is known.
    [[nodiscard]] const std::string& store_id() const { return subscription_.store_id; }

private:
    [[nodiscard]] bool wanted(Category category) const;
    // The one category that is subscribed to, or nothing if everything is heard.
    [[nodiscard]] std::optional<Category> only() const;
    [[nodiscard]] auto& known_of(Category category) { return in_category_[static_cast<std::size_t>(category)]; }
    [[nodiscard]] std::optional<Error> fault_of(const EventsRead& answer) const;
    void learn(const RecordedEvent& event);
    Heard missing();

    Subscription subscription_;
    Position known_;
    Position head_;
    // Category position of the last known event of each.
    std::array<std::optional<std::uint64_t>, category_count> in_category_{};
    std::optional<Timestamp> started_at_;  // start of the daemon that is heard
    std::uint64_t doubts_ = 0;
    bool must_ask_ = true;
};

}  // namespace hf
