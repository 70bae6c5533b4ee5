// What a caller sees of requests and machines, and of their events (security.visibility). What he may not see is
// answered as if it were not there. Templates and providers are seen by everybody, but for what is confidential in
// them.
//
//     const auto* request = find(query.request_id, view, caller);  // null: none, or another's
//     if (!caller.sees_all) selection.only(own_of(caller, view).requests.bitmap());
//
// All but withhold_from() and seen() are used under the read models' lock.
#pragma once

#include <algorithm>

#include "core/bus/query_bus.hpp"

namespace hf {

// What the caller's owner has: all that a caller sees who doesn't see everything.
inline const Owners::Owned& own_of(const Caller& caller, const View& view) { return view.owners.of(caller.owner()); }

const Request* find(const RequestId& id, const View& view, const Caller& caller);
const Machine* find(const MachineId& id, const View& view, const Caller& caller);

// Whether he sees the events of the stream. Nothing is unpacked for that.
bool sees_stream(Category category, const std::string& stream, const View& view, const Caller& caller);

// Leaves out of the events what the caller may not see in them.
void withhold_from(std::vector<RecordedEvent>& events, const QueryContext& context, const Caller& caller);

// Which of the items he sees; stream_of(item) is the stream that an item is of. Takes the read models' lock by itself,
// for no more items at a time than a fraction of a millisecond allows.
template <class Item, class StreamOf>
std::vector<bool> seen(const std::vector<Item>& items, StreamOf stream_of, const ReadModels& models,
                       const Caller& caller) {
    constexpr std::size_t at_a_time = 1000;
    std::vector<bool> may_be_seen(items.size(), true);
    if (caller.sees_all) return may_be_seen;
    for (std::size_t begin = 0; begin < items.size(); begin += at_a_time) {
        if (begin > 0) ReadModels::pause();
        models.read([&](const View& view) {
            for (auto i = begin; i < std::min(begin + at_a_time, items.size()); ++i)
                may_be_seen[i] = sees_stream(items[i].category, stream_of(items[i]), view, caller);
        });
    }
    return may_be_seen;
}

}  // namespace hf
