// Subscription: which events a subscriber wants, and from where on.
#pragma once

#include <string>
#include <vector>

#include "core/domain/values/category.hpp"
#include "core/domain/values/identifiers.hpp"

namespace hf {

struct Subscription {
    Position after{};                    // of the last event that the application has; 0: none
    std::string store_id{};              // the store that this is a position of; empty: whichever is there
    std::vector<Category> categories{};  // only of these; none: of all
};

}  // namespace hf
