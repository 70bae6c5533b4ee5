// Offer: what completion has to offer for an argument.
#pragma once

#include <string>
#include <vector>

namespace hf::ctl {

struct Offer {
    std::vector<std::string> words{};  // an enumeration's
    std::string ids_of{};              // "template id": those that the daemon has; "message": our own
    bool files = false;

    [[nodiscard]] bool empty() const { return words.empty() && ids_of.empty() && !files; }
};

}  // namespace hf::ctl
