// GetHistory: all events of one template, request, machine or provider.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

struct History {
    std::vector<RecordedEvent> items;
    std::optional<Position> before;

    static constexpr auto describe =
        message("History", "Events of one stream.", field<&History::items>("items", "in order, the latest last"),
                field<&History::before>("before", "there are earlier ones: ask again with this"));
};

struct GetHistory {
    using Result = History;
    static constexpr auto role = Role::viewer;
    std::string stream;
    std::optional<Category> category;
    std::optional<Position> before;
    std::uint32_t limit = 100;

    static constexpr auto describe = message(
        "GetHistory", "The latest events of one template, request, machine or provider.",
        field<&GetHistory::stream>("stream", "its id").between(1, 128),
        field<&GetHistory::category>("category", "what it is; needed where two kinds of things have this id"),
        field<&GetHistory::before>("before", "only events before this position, for the page before").at_least(1),
        field<&GetHistory::limit>("limit", "most events in the answer, which is bounded in bytes, too")
            .optional()
            .between(1, 1000));
};

Answer<History> answer(const GetHistory& query, const QueryContext& context, const Caller& caller);

}  // namespace hf
