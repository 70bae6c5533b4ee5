// EventReaders: all streams of events of the gateway: how many there may be, and what is for all of them at once.
//
//     EventReaders readers(around, 1000);
//     const auto reader = readers.admit(wish);  // null: there are as many as there may be
//     readers.ring();                           // after events were added to the recent ones
//     readers.tick(now, "no daemon answers");   // each second
//     readers.finish("stopping", "the gateway is stopping");
//
// Any thread may call it. Readers may outlive it.
#pragma once

#include "http/events/event_reader.hpp"

namespace hf::http {

class EventReaders {
public:
    EventReaders(AroundReaders around, std::size_t most) : around_(std::move(around)), most_(most) {}

    [[nodiscard]] std::shared_ptr<EventReader> admit(EventWish wish);
    [[nodiscard]] std::size_t count() const { return *count_; }

    void ring();
    void tick(EventReader::Time now, const std::string& trouble);
    // Ends the streams that there are.
    void finish(std::string_view name, std::string_view detail);

private:
    [[nodiscard]] std::vector<std::shared_ptr<EventReader>> all();

    const AroundReaders around_;
    const std::size_t most_;
    const std::shared_ptr<std::atomic<std::size_t>> count_ = std::make_shared<std::atomic<std::size_t>>(0);
    Mutex mutex_;
    std::vector<std::weak_ptr<EventReader>> readers_ GUARDED_BY(mutex_);
    std::uint64_t last_number_ GUARDED_BY(mutex_) = 0;
};

}  // namespace hf::http
