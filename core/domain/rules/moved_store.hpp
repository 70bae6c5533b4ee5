// Whether a store is where it was at work. One that is not may be a copy, beside which the original is at work, or may
// not know the machines that were launched after the copy was made.
//
//     if (const auto why = why_not_at_home(*store.home(), here); !why.empty()) log.warn("the store " + why);
//
// Two places are different where both are known and differ. A store without a home was written by a release that kept
// none, and is taken for one that is at work here.
#pragma once

#include "core/ports/store_home.hpp"

namespace hf {

// What has become of the store, so that a sentence may begin with "the store": "was at work on host alpha since …".
// Empty: it is at home.
[[nodiscard]] std::string why_not_at_home(const StoreHome& home, const Home& here);

// The place with what can't be found out of it now as it was, for a store that is at home.
[[nodiscard]] Home completed(Home here, const StoreHome& home);

// Whether settle() would change anything.
[[nodiscard]] bool is_settled(const StoreHome& home, const Home& here);

}  // namespace hf
