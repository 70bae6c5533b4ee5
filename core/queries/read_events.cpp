#include "core/queries/read_events.hpp"

namespace hf {

Answer<EventsRead> answer(const ReadEvents& query, const Sources& sources) {
    const auto head = sources.store.head();
    EventsRead read{sources.store.read(query.after, query.limit, sources.limits.reply_bytes), false};
    const auto last = read.events.empty() ? query.after : read.events.back().position;
    read.has_more = last < head;
    return Answered<EventsRead>{std::move(read), head};
}

}  // namespace hf
