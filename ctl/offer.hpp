// Offer: what completion can offer for an argument.
#pragma once

#include <string>
#include <vector>

namespace hf::ctl {

struct Offer {
    std::vector<std::string> words{};  // the words of an enumeration
    // "template id": the daemon's ids of that kind; "message": the messages of this version.
    std::string ids_of{};
    bool files = false;

    [[nodiscard]] bool empty() const { return words.empty() && ids_of.empty() && !files; }
};

}  // namespace hf::ctl
