#include "core/pipeline/event_handlers.hpp"

namespace hf {

EventHandlers::EventHandlers(Log& log, std::size_t most_waiting)
    : log_(log), queue_("event handlers", most_waiting, log, [this](const std::vector<NumberedEvent>& batch) {
          for (const auto& placed : batch) handle(placed);
      }) {}

void EventHandlers::committed(std::span<const NumberedEvent> batch, const Touched&) {
    for (const auto& placed : batch) {
        if (handlers_[placed.event.index()].empty()) continue;
        try {
            queue_.put(placed);
        } catch (const std::bad_alloc&) {
            ++lost_;
        }
    }
}

void EventHandlers::handle(const NumberedEvent& placed) {
    const auto failed = [&](std::string_view why) {
        ++failed_;
        log_.error(fmt::format("a handler of {} (event {}) failed: {}", type_name_of(placed.event),
                               placed.meta.position, why));
    };
    for (const auto& handler : handlers_[placed.event.index()]) {
        try {
            handler(placed);
            ++handled_;
        } catch (const std::exception& e) {
            failed(e.what());
        } catch (...) {
            failed("it threw what is no exception");
        }
    }
}

EventHandlerFigures EventHandlers::figures() const {
    return {handled_, failed_, queue_.dropped() + lost_, queue_.waiting()};
}

}  // namespace hf
