#include "tests/simulation/people/subscriber.hpp"

#include <algorithm>

#include "core/wire/replies.hpp"
#include "tests/simulation/people/names.hpp"
#include "tests/simulation/people/question.hpp"
#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t page = 50;

}  // namespace

void Subscriber::follow(Feed& feed) {
    feed.listen({[this](const Feed::Message& message) { hear(message); },
                 [this] {
                     sequence_.doubt();
                     ask_later();
                 }});
    ask_later();
}

void Subscriber::hear(const Feed::Message& message) {
    if (const auto* event = std::get_if<RecordedEvent>(&message)) {
        if (sequence_.hear(*event) == Sequence::Heard::next) hand_over(*event);
    } else {
        const auto& heartbeat = std::get<HeartbeatMessage>(message);
        sequence_.hear(heartbeat);
        if (sequence_.known() < heartbeat.position && !sequence_.must_ask())
            broken(Promise::p8_a_subscriber_can_know,
                   "a subscriber knows all until {}, has heard that the feed is at {}, and misses nothing",
                   sequence_.known(), heartbeat.position);
    }
    if (sequence_.must_ask()) ask_later();
}

void Subscriber::ask_later() {
    if (std::exchange(asking_, true)) return;
    world_.schedule.after(random_.between(1ms, 2s), [this] {
        asking_ = false;
        ask();
    });
}

void Subscriber::ask() {
    if (!sequence_.must_ask()) return;
    const auto doubts = sequence_.doubts();
    const auto answer = door_.ask(question_of(sequence_.question(page), codec_), reader);
    if (!answer) return ask_later();
    Reply reply;
    if (const auto problem = codec_.decode(*answer, reply))
        broken(Promise::p7_a_clear_answer, "the answer to ReadEvents can't be read: {}", problem->message);
    if (reply.error && reply.error->code == Code::invalid_state) {
        read_archive(doubts);
    } else if (reply.error) {
        broken(Promise::p8_a_subscriber_can_know, "the events after {} can't be read: {}", sequence_.known(),
               reply.error->message);
    } else {
        EventsRead events;
        if (const auto problem = codec_.decode(reply.result->msgpack, events))
            broken(Promise::p7_a_clear_answer, "the events can't be read: {}", problem->message);
        read(std::move(events), *reply.position, doubts);
    }
    if (sequence_.must_ask()) ask_later();
}

void Subscriber::read(EventsRead answer, Position head, std::uint64_t doubts) {
    auto events = sequence_.read(std::move(answer), head, doubts);
    if (!events) broken(Promise::p8_a_subscriber_can_know, "{}", events.error().message);
    for (const auto& event : *events) hand_over(event);
}

void Subscriber::read_archive(std::uint64_t doubts) {
    EventsRead archived;
    archived.store_id = disk_.store_id;
    archived.position = sequence_.known();
    archived.has_more = true;
    for (const auto& [first, segment] : disk_.archive)
        for (const auto& event : segment) {
            if (event.position <= archived.position) continue;
            archived.position = event.position;
            if (wants(event)) archived.events.push_back(event);
        }
    if (archived.position < disk_.pruned)
        broken(Promise::p8_a_subscriber_can_know, "events up to {} are pruned, and the archive ends at {}",
               disk_.pruned, archived.position);
    const auto position = archived.position;
    read(std::move(archived), position, doubts);
}

bool Subscriber::wants(const RecordedEvent& event) const {
    return categories_.empty() || std::ranges::find(categories_, event.category) != categories_.end();
}

void Subscriber::hand_over(const RecordedEvent& event) {
    if (event.position <= last_)
        broken(Promise::p8_a_subscriber_can_know, "event {} is handed over after {}", event.position, last_);
    if (event.position > disk_.events.size())
        broken(Promise::p1_durable_before_ok, "a subscriber has event {}, and the disk ends at {}", event.position,
               disk_.events.size());
    // All between the last one and this one are none of those that are wanted.
    for (auto skipped = last_ + 1; skipped < event.position; ++skipped)
        if (wants(disk_.events.at(skipped - 1)))
            broken(Promise::p8_a_subscriber_can_know, "event {} is handed over after {}, without {}", event.position,
                   last_, skipped);
    auto stored = disk_.events[event.position - 1];
    // The wire does not carry it.
    stored.previous = event.previous;
    // A viewer, as whom it asks where the site has principals, is not shown what is confidential.
    if (event.withheld) withhold(stored, codec_);
    if (stored != event)
        broken(Promise::p8_a_subscriber_can_know, "event {} is handed over as another one than is on the disk",
               event.position);
    last_ = event.position;
}

bool Subscriber::knows_all() const {
    for (auto position = last_ + 1; position <= disk_.events.size(); ++position)
        if (wants(disk_.events[position - 1])) return false;
    return true;
}

}  // namespace hf::simulation
