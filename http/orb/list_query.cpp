#include "http/orb/list_query.hpp"

namespace hf::http::orb {
namespace {

constexpr std::int64_t limit_without = 50;

}  // namespace

std::optional<ListQuery> ListQuery::of(const Visit& visit) {
    auto fields = Fields::of_query(visit.request.query);
    if (!fields) {
        visit.errand->respond(std::move(fields.error()));
        return std::nullopt;
    }
    ListQuery query(std::move(*fields));
    const auto limit = query.fields_.integer("limit").value_or(limit_without);
    query.body_["limit"] = limit == 0 ? limit_without : limit;
    const auto offset = query.fields_.number("offset", 0, 1e15, 0);
    const auto cursor = query.fields_.text("cursor");
    if (cursor)
        query.body_["after"] = *cursor;
    else if (offset > 0)
        query.body_["offset"] = static_cast<std::int64_t>(offset);
    for (const auto* name : {"q", "sort"})
        if (auto text = query.fields_.text(name)) query.body_[name] = std::move(*text);
    return query;
}

void ListQuery::filter(std::string_view theirs, std::string_view ours) {
    if (auto text = fields_.text(theirs)) body_[std::string(ours)] = std::move(*text);
}

bool ListQuery::is_wrong(const Visit& visit) {
    for (const auto* name : {"provider_type", "filter_expressions"}) {
        if (!fields_.text(name)) continue;
        visit.errand->respond(
            fault_of(400, "invalid_input", fmt::format("{} is not understood here", name), {{"field", name}}));
        return true;
    }
    if (auto wrong = fields_.wrong()) {
        visit.errand->respond(std::move(*wrong));
        return true;
    }
    return false;
}

}  // namespace hf::http::orb
