#include "core/queries/get_history.hpp"

#include <algorithm>

#include "core/errors/findings.hpp"
#include "core/queries/sight.hpp"

namespace hf {
namespace {

struct Stream {
    Category category{};
    Position last{};
    Position reflected{};
};

Error not_found(Category category, const std::string& stream) {
    constexpr std::array codes{Code::template_not_found, Code::request_not_found, Code::machine_not_found,
                               Code::provider_not_found};
    return error(codes[static_cast<std::size_t>(category)], "{} \"{}\" does not exist", name_of(category), stream);
}

Result<Stream> find(const GetHistory& query, const View& view, const Caller& caller) {
    std::vector<Stream> found;
    for (std::size_t i = 0; i < category_count; ++i) {
        const auto category = static_cast<Category>(i);
        if (query.category && *query.category != category) continue;
        if (!sees_stream(category, query.stream, view, caller)) continue;
        const auto end = view.state.end_of(category, query.stream);
        if (end.position > 0) found.push_back({category, end.position, view.state.position()});
    }
    if (found.size() == 1) return found.front();
    if (found.empty()) return tl::make_unexpected(not_found(query.category.value_or(Category::request), query.stream));
    std::vector<Finding> findings;
    for (const auto& each : found)
        findings.push_back(
            {"category", fmt::format("there is a {} of this id; say which is meant", name_of(each.category))});
    return tl::make_unexpected(*invalid(findings));
}

}  // namespace

// Each event refers to the one before it in its stream, so a history is read backwards, event by event.
Answer<History> answer(const GetHistory& query, const QueryContext& context, const Caller& caller) {
    const auto stream = context.models.read([&](const View& view) { return find(query, view, caller); });
    if (!stream) return tl::make_unexpected(stream.error());
    History history;
    std::size_t bytes = 0;
    auto position = stream->last;
    // Events before the store's first are in the archive.
    while (position >= context.store.first() && position > 0 && history.items.size() < query.limit &&
           bytes < context.limits.reply_bytes) {
        auto row = context.store.read(position - 1, 1, context.limits.reply_bytes);
        if (row.empty() || row.front().stream != query.stream)
            return refuse(Code::storage_error, "event {} is not one of {}", position, query.stream);
        const auto previous = row.front().previous;
        if (!query.before || position < *query.before) {
            bytes += row.front().data.msgpack.size();
            history.items.push_back(std::move(row.front()));
        }
        position = previous;
    }
    if (position > 0 && !history.items.empty()) history.before = history.items.back().position;
    std::reverse(history.items.begin(), history.items.end());
    withhold_from(history.items, context, caller);
    return Answered<History>{std::move(history), stream->reflected};
}

}  // namespace hf
