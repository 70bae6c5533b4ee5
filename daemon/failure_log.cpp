#include "daemon/failure_log.hpp"

namespace hf {
namespace {

template <class Ended>
void log_ended(EventHandlers& handlers, Log& log, std::string_view how) {
    handlers.on<Ended>([&log, how](const Ended& event, const EventMeta& meta) {
        log.warn(fmt::format("request {} (correlation {}) {}: {}", event.request_id, meta.correlation_id, how,
                             event.reason));
    });
}

}  // namespace

void log_failures(EventHandlers& handlers, Log& log) {
    log_ended<RequestFailed>(handlers, log, "has failed");
    log_ended<RequestTimedOut>(handlers, log, "has timed out");
    log_ended<RequestPartiallyFulfilled>(handlers, log, "ended with a part of its machines");
    handlers.on<MachineFailed>([&log](const MachineFailed& event, const EventMeta& meta) {
        log.warn(fmt::format("machine {} of request {} (correlation {}) has failed: {}", event.machine_id,
                             event.request_id, meta.correlation_id, event.reason));
    });
}

}  // namespace hf
