#include "core/queries/lists/list.hpp"

namespace hf {

Result<std::optional<SortOrder::Rank>> beginning(const Page& page, const SortOrder& order) {
    if (!page.after) return std::nullopt;
    if (page.offset > 0) {
        auto refusal = error(Code::validation_error, "after and offset can't be given together");
        refusal.field = "after";
        return tl::make_unexpected(std::move(refusal));
    }
    auto rank = order.read_cursor(*page.after);
    if (!rank) return tl::make_unexpected(std::move(rank.error()));
    return *rank;
}

}  // namespace hf
