// Subscription: which events a subscriber wants, and from which position on.
#pragma once

#include <string>
#include <vector>

#include "core/domain/values/category.hpp"
#include "core/domain/values/identifiers.hpp"

namespace hf {

struct Subscription {
    Position after{};                    // position of the last event that the application has; 0: none
    std::string store_id{};              // the store that this position belongs to; empty: any store
    std::vector<Category> categories{};  // only events of these; empty: of all
};

}  // namespace hf
