#include "core/queries/read_events.hpp"

#include <algorithm>

#include "core/domain/history/event_types.hpp"
#include "core/errors/findings.hpp"
#include "core/queries/sight.hpp"
#include "core/text/suggestion.hpp"

namespace hf {
namespace {

// Looking at an event takes a microsecond or two; if one thread answers, all other queries wait meanwhile.
constexpr std::size_t most_looks = 20'000;
constexpr std::size_t most_bytes_looked_at = 16U << 20;
constexpr std::size_t looks_at_a_time = 1000;

std::optional<Error> fault_of(const ReadEvents& query, Position head) {
    std::vector<Finding> findings;
    if (query.after > head)
        findings.push_back(
            {"after", fmt::format("is {}, and this store ends at {}: the position belongs to another store, "
                                  "or to this one before it was restored from a backup",
                                  query.after, head)});
    if (query.types) {
        std::vector<std::string_view> known;
        for (const auto& type : every_event_type()) known.push_back(type.name);
        for (std::size_t i = 0; i < query.types->size(); ++i) {
            const auto& name = query.types->at(i);
            if (std::find(known.begin(), known.end(), name) == known.end())
                findings.push_back({fmt::format("types[{}]", i),
                                    fmt::format("there is no event called \"{}\"{}", name, did_you_mean(name, known))});
        }
    }
    return invalid(findings);
}

std::optional<Error> pruned(const ReadEvents& query, const QueryContext& context) {
    const auto first = context.store.first();
    if (query.after + 1 >= first) return std::nullopt;
    auto gone = error(Code::invalid_state,
                      "the events up to {} are not in the store any more; they are in the archive {}. Begin with a "
                      "snapshot (ReadSnapshot), or after {}",
                      first - 1, context.archive, first - 1);
    gone.field = "after";
    gone.details = {{"first_position", Value(first)}, {"archive", Value(context.archive)}};
    return gone;
}

bool among(const auto& chosen, const auto& value) {
    return !chosen || std::find(chosen->begin(), chosen->end(), value) != chosen->end();
}

// An answer that grows until one of its bounds is reached.
class Growing {
public:
    Growing(const ReadEvents& query, const QueryContext& context, const Caller& caller)
        : query_(query),
          context_(context),
          caller_(caller),
          filtered_(query.categories || query.types || query.stream || !caller.sees_all),
          bytes_left_(
              std::min<std::size_t>(query.max_bytes.value_or(context.limits.reply_bytes), context.limits.reply_bytes)),
          looks_left_(std::min<std::size_t>(context.limits.scanned_items, most_looks)) {
        read_.position = query.after;
        read_.store_id = context.store.id();
        read_.own_only = !caller.sees_all;
    }

    [[nodiscard]] bool full() const {
        return read_.events.size() >= query_.limit || bytes_left_ == 0 || looks_left_ == 0 ||
               bytes_looked_at_ >= most_bytes_looked_at;
    }
    // The number of further events that are worth reading.
    [[nodiscard]] std::size_t appetite() const {
        const auto most = filtered_ ? looks_at_a_time : query_.limit - read_.events.size();
        return std::min(most, looks_left_);
    }
    [[nodiscard]] std::size_t byte_appetite() const { return filtered_ ? most_bytes_looked_at : bytes_left_; }

    void look_at(RecordedEvent event, bool is_seen) {
        read_.position = event.position;
        const auto bytes = event.data.msgpack.size();
        bytes_looked_at_ += bytes;
        --looks_left_;
        if (!is_seen) return;
        if (!among(query_.categories, event.category) || !among(query_.types, event.type)) return;
        if (query_.stream && *query_.stream != event.stream) return;
        bytes_left_ -= std::min(bytes, bytes_left_);
        read_.events.push_back(std::move(event));
    }

    // Notes that no further event up to this position belongs to the answer.
    void reach(Position position) { read_.position = std::max(read_.position, position); }
    [[nodiscard]] Position position() const { return read_.position; }

    [[nodiscard]] Answered<EventsRead> finished(Position head) && {
        read_.has_more = read_.position < head;
        withhold_from(read_.events, context_, caller_);
        return {std::move(read_), head};
    }

private:
    const ReadEvents& query_;
    const QueryContext& context_;
    const Caller& caller_;
    const bool filtered_;
    EventsRead read_;
    std::size_t bytes_left_;
    std::size_t looks_left_;
    std::size_t bytes_looked_at_ = 0;
};

// Returns the stream's events after the position, in order, and the position up to which these are
// all. Each event refers to the one before it in its stream (ADR 11). Returns nothing if there are
// too many to follow that way. A stream that the caller may not see has none.
struct Linked {
    std::vector<Position> positions;
    Position until{};
};
std::optional<Linked> linked(const ReadEvents& query, const QueryContext& context, const Caller& caller) {
    Linked found;
    const auto ends = context.models.read([&](const View& view) {
        found.until = view.state.position();
        std::vector<Position> last;
        for (std::size_t i = 0; i < category_count; ++i)
            if (const auto category = static_cast<Category>(i);
                among(query.categories, category) && sees_stream(category, *query.stream, view, caller))
                last.push_back(view.state.end_of(category, *query.stream).position);
        return last;
    });
    for (auto position : ends) {
        while (position > query.after) {
            if (found.positions.size() == looks_at_a_time) return std::nullopt;
            const auto row = context.store.read(position - 1, 1, context.limits.reply_bytes);
            if (row.empty() || row.front().stream != *query.stream)
                throw StoreError(fmt::format("event {} is not one of {}", position, *query.stream));
            found.positions.push_back(position);
            position = row.front().previous;
        }
    }
    std::sort(found.positions.begin(), found.positions.end());
    return found;
}

// The store has an event before the read models know whose it is. For a caller who doesn't see everything it is still
// to come, or his own would be left out for ever.
Position head_for(const Caller& caller, const QueryContext& context) {
    if (caller.sees_all) return context.store.head();
    return context.models.read([](const View& view) { return view.state.position(); });
}

}  // namespace

Answer<EventsRead> answer(const ReadEvents& query, const QueryContext& context, const Caller& caller) {
    const auto head = head_for(caller, context);
    if (auto fault = fault_of(query, context.store.head())) return tl::make_unexpected(std::move(*fault));
    if (auto gone = pruned(query, context)) return tl::make_unexpected(std::move(*gone));
    Growing read(query, context, caller);
    if (query.stream) {
        if (const auto stream = linked(query, context, caller)) {
            for (const auto position : stream->positions) {
                if (read.full()) return std::move(read).finished(std::max(head, stream->until));
                for (auto& event : context.store.read(position - 1, 1, context.limits.reply_bytes))
                    read.look_at(std::move(event), true);
            }
            read.reach(stream->until);
            return std::move(read).finished(std::max(head, stream->until));
        }
    }
    while (read.position() < head && !read.full()) {
        const auto most = std::min<std::size_t>(read.appetite(), head - read.position());
        auto events = context.store.read(read.position(), most, read.byte_appetite());
        if (events.empty()) throw StoreError(fmt::format("event {} is missing", read.position() + 1));
        const auto is_seen = seen(
            events, [](const auto& event) -> const std::string& { return event.stream; }, context.models, caller);
        for (std::size_t i = 0; i < events.size(); ++i) {
            read.look_at(std::move(events[i]), is_seen[i]);
            if (read.full()) break;
        }
    }
    return std::move(read).finished(head);
}

}  // namespace hf
