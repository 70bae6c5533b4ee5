// What all lists have in common: a page of items, and how many there are in all.
#pragma once

#include "core/bus/query_bus.hpp"

namespace hf {

template <Described T>
struct Listing {
    std::vector<T> items;
    std::uint64_t total{};

    static constexpr auto describe = message("List", "A page of items.", field<&Listing::items>("items", "this page"),
                                             field<&Listing::total>("total", "how many match in all"));
};

struct Page {
    std::uint32_t limit = 50;
    std::uint64_t offset{};

    static constexpr auto describe =
        message("Page", "Which part of a list.",
                field<&Page::limit>("limit", "most items in the answer").optional().between(1, 1000),
                field<&Page::offset>("offset", "items to skip").optional().at_least(0));
};

// Walks what matches, counts all of it and copies the page.
template <class T>
class Paging {
public:
    explicit Paging(const Page& page) : page_(page) {}

    void add(const T& match) {
        if (listing_.total++ >= page_.offset && listing_.items.size() < page_.limit) listing_.items.push_back(match);
    }
    Listing<T> take() { return std::move(listing_); }

private:
    Page page_;
    Listing<T> listing_;
};

}  // namespace hf
