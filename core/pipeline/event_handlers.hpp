// EventHandlers: reactions to events that are no projections (a line in the log, a metric,
// a mail). They run after the commit, on a thread of their own.
//
//     EventHandlers handlers(log);
//     handlers.on<RequestFailed>([](const RequestFailed& event, const EventMeta& meta) { use(event, meta); });
//     handlers.start();  // from now on committed() keeps them informed
//     handlers.stop();   // what was committed before is still handled
//
// No handler can break or delay a commit. An exception is logged and counted; when too many
// events wait for slow handlers, further ones are dropped and counted. So a handler must not
// keep anything that may not be lost; the feed and ReadEvents are there for that.
//
// Threads: on() is called before start(), committed() by one thread, everything else by any.
#pragma once

#include <array>

#include "core/figures/daemon_statistics.hpp"
#include "core/pipeline/background_queue.hpp"
#include "core/pipeline/commit_observer.hpp"

namespace hf {

class EventHandlers final : public CommitObserver {
public:
    explicit EventHandlers(Log& log, std::size_t most_waiting = 10'000);

    // Handlers of one type are called in the order they were added.
    template <class E, class Handler>
    void on(Handler handler) {
        handlers_[Event(E{}).index()].push_back([handler = std::move(handler)](const NumberedEvent& placed) mutable {
            handler(std::get<E>(placed.event), placed.meta);
        });
    }

    void start() { queue_.start(); }
    void stop() { queue_.stop(); }

    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;

    [[nodiscard]] EventHandlerFigures figures() const;

private:
    using Handler = std::function<void(const NumberedEvent&)>;

    void handle(const NumberedEvent& placed);

    Log& log_;
    std::array<std::vector<Handler>, std::variant_size_v<Event>> handlers_;
    std::atomic<std::uint64_t> handled_ = 0;
    std::atomic<std::uint64_t> failed_ = 0;
    std::atomic<std::uint64_t> lost_ = 0;   // that couldn't even be copied
    BackgroundQueue<NumberedEvent> queue_;  // last: its thread uses the rest
};

}  // namespace hf
