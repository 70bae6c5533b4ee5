// Describe: the commands, queries, events and error codes that this daemon knows.
#pragma once

#include "core/bus/query_bus.hpp"
#include "core/descriptions.hpp"

namespace hf {

struct Descriptions {
    std::vector<MessageDescription> items;

    static constexpr auto describe =
        message("Descriptions", "What can be said on the wire.",
                field<&Descriptions::items>("items", "commands, queries, events, errors, in this order"));
};

struct Describe {
    using Result = Descriptions;
    static constexpr auto role = Role::viewer;
    std::optional<std::string> type;

    static constexpr auto describe = message(
        "Describe", "What can be said on the wire: commands, queries, events, errors, with all their fields.",
        field<&Describe::type>("type", "only what has this name: CreateRequest, RequestCompleted, limit_exceeded")
            .at_most(128));
};

Answer<Descriptions> answer(const Describe& query, const QueryContext& context);

}  // namespace hf
