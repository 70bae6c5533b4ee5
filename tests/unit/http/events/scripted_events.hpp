// What the tests of events over HTTP share: events, and a daemon with a store of them that answers when it is asked to.
#pragma once

#include <deque>

#include "core/queries/who_am_i.hpp"
#include "core/threads/mutex.hpp"
#include "http/events/event_readers.hpp"

namespace hf::http {

inline RecordedEvent event_at(Position position, std::string type = "RequestCreated", std::string stream = "req-1") {
    RecordedEvent event;
    event.position = position;
    event.category = Category::request;
    event.category_position = position;
    event.stream = std::move(stream);
    event.type = std::move(type);
    event.data.msgpack = wire_codec().encode(ValueMap{});
    return event;
}

// Answers ReadEvents from its events, in pages of two, and WhoAmI with the position of the last one. Calls wait until
// answer_next(), unless it answers at once.
class StoreOfEvents final : public Daemon {
public:
    explicit StoreOfEvents(bool at_once = true) : at_once_(at_once) {}

    void call(DaemonCall call, Then then) override {
        {
            const MutexLock lock(mutex_);
            calls_.push_back(call);
            waiting_.push_back({std::move(call), std::move(then)});
        }
        if (at_once_) answer_next();
    }
    void answer_next() {
        MutexLock lock(mutex_);
        const auto [call, then] = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        then(failure ? Called<Encoded>(tl::make_unexpected(*failure)) : answer_to(call));
    }
    [[nodiscard]] std::size_t waiting() const {
        const MutexLock lock(mutex_);
        return waiting_.size();
    }
    [[nodiscard]] std::vector<DaemonCall> calls() const {
        const MutexLock lock(mutex_);
        return calls_;
    }

    std::vector<RecordedEvent> events;
    std::string store_id = "a-store";
    std::optional<CallFailure> failure;  // what every call comes to; none: an answer

private:
    Called<Encoded> answer_to(const DaemonCall& call) const {
        Replied<Encoded> reply;
        reply.position = events.empty() ? 0 : events.back().position;
        if (call.message == WhoAmI::describe.name) {
            reply.result.msgpack = wire_codec().encode(Identity{});
            return reply;
        }
        ReadEvents question;
        if (wire_codec().decode(call.body.msgpack, question)) return reply;
        EventsRead read;
        read.store_id = store_id;
        read.position = question.after;
        for (const auto& event : events)
            if (event.position > question.after && read.events.size() < 2) {
                read.position = event.position;
                if (!question.types || question.types->front() == event.type) read.events.push_back(event);
            }
        read.has_more = read.position < reply.position;
        reply.result.msgpack = wire_codec().encode(read);
        return reply;
    }

    struct Waiting {
        DaemonCall call;
        Then then;
    };
    const bool at_once_;
    mutable Mutex mutex_;
    std::deque<Waiting> waiting_ GUARDED_BY(mutex_);
    std::vector<DaemonCall> calls_ GUARDED_BY(mutex_);
};

}  // namespace hf::http
