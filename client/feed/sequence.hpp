// Sequence: what a subscriber knows of the store's one order, and whether what it hears
// comes next. The rules of missing nothing; PROTOCOL.md, 6.3.
//
//     Sequence sequence({.after = 41});
//     while (sequence.must_ask()) {
//         const auto doubts = sequence.doubts();
//         auto events = sequence.read(answer_to(sequence.question(1000)), doubts);  // or an error
//     }
//     if (sequence.hear(event) == Sequence::Heard::next) hand_over(event);          // else it is old, or there is a gap
//
// Nothing that is heard counts before the store was asked, and whenever something is
// strange (a gap, a new connection, a daemon that was started again) it is asked again:
// only its answer tells for certain which store this is, and what is in it.
//
// Several categories have no order among themselves that a subscriber to them alone could
// check: an event of one may be lost before a later one of another, which looks as good as
// any. So for more than one category it hears everything, and lets only those count.
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
        next,     // hand it over
        other,    // it comes next, and is none of those that are wanted
        old,      // it is known, or says nothing new
        gap,      // something is missing
        doubt,    // this may be another daemon than before
        foreign,  // this is another store
    };

    explicit Sequence(Subscription subscription);

    // What to subscribe to on the feed.
    [[nodiscard]] std::vector<std::string> topics() const;

    // The store must be asked before anything that is heard counts.
    [[nodiscard]] bool must_ask() const { return must_ask_; }
    [[nodiscard]] ReadEvents question(std::uint32_t limit) const;
    // What comes next of an answer to a question that was asked after so many doubts.
    Result<std::vector<RecordedEvent>> read(EventsRead answer, Position head, std::uint64_t doubts);

    Heard hear(const RecordedEvent& event);
    Heard hear(const HeartbeatMessage& heartbeat);

    // From here on only what the store answers to a new question counts.
    void doubt();
    [[nodiscard]] std::uint64_t doubts() const { return doubts_; }

    // All that counts is known up to here.
    [[nodiscard]] Position known() const { return known_; }
    // The last position that the daemon has told of.
    [[nodiscard]] Position head() const { return head_; }
    // Empty until it is known.
    [[nodiscard]] const std::string& store_id() const { return subscription_.store_id; }

private:
    [[nodiscard]] bool wanted(Category category) const;
    // The one category that is heard; everything, else.
    [[nodiscard]] std::optional<Category> only() const;
    [[nodiscard]] auto& known_of(Category category) { return in_category_[static_cast<std::size_t>(category)]; }
    [[nodiscard]] std::optional<Error> fault_of(const EventsRead& answer) const;
    void learn(const RecordedEvent& event);
    Heard missing();

    Subscription subscription_;
    Position known_;
    Position head_;
    std::array<std::optional<std::uint64_t>, category_count> in_category_{};  // of the last known event of each
    std::optional<Timestamp> started_at_;                                     // of the daemon that is heard
    std::uint64_t doubts_ = 0;
    bool must_ask_ = true;
};

}  // namespace hf
