// Short ids: of an id that ends in a UUID the end suffices. A table on a terminal shows that end, and it may be
// typed in the place of the id.
//
//     short_id("req-0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b");   // "…0c1d2e3f4a5b"
//     end_of_id("…0c1d2e3f4a5b");                             // "0c1d2e3f4a5b"; also of "...0c1d2e3f4a5b"
//
// Any thread may call them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hf::ctl {

// Other ids are returned as they are: of a name that people chose the end does not suffice.
std::string short_id(std::string_view id);

// Nothing for a word that is no end of an id.
std::optional<std::string_view> end_of_id(std::string_view word);

}  // namespace hf::ctl
