// Listing: the common form of all lists: a page of items, how many match in all, and where the next
// page begins. `list.hpp` makes them.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

template <Described T>
struct Listing {
    std::vector<T> items;
    std::uint64_t total{};
    std::optional<std::string> next;

    static constexpr auto describe =
        message("List", "A page of items.", field<&Listing::items>("items", "this page"),
                field<&Listing::total>("total", "how many match in all, on whichever page"),
                field<&Listing::next>("next", "give it as `after` to get the next page; missing on the last one"));
};

// The wanted part of a list; its fields stand in the query itself.
struct Page {
    std::uint32_t limit = 50;
    std::uint64_t offset{};
    std::optional<std::string> after;
    std::string sort = "-created_at";
    Tags tags;
    std::optional<Timestamp> created_after;
    std::optional<Timestamp> created_before;
    std::string q;

    static constexpr auto describe = message(
        "Page", "Which part of a list.",
        field<&Page::limit>("limit", "most items in the answer").optional().between(1, 1000),
        field<&Page::offset>("offset", "items to skip; not together with after").optional().at_least(0),
        field<&Page::after>("after", "the `next` of the page before: goes on there, whatever was added meanwhile")
            .between(1, 1024),
        field<&Page::sort>("sort",
                           "a field of the items that is no list or map; with - in front the largest or newest first; "
                           "created_at is the order of creation")
            .optional()
            .at_most(64),
        field<&Page::tags>("tags", "only those that have all of these").optional().at_most(50),
        field<&Page::created_after>("created_after", "only those created later than this"),
        field<&Page::created_before>("created_before", "only those created at this time or earlier"),
        field<&Page::q>("q", "only those with this text in their id, name or tags; A is a").optional().at_most(256));
};

}  // namespace hf
