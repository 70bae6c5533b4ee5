#include "adapters/zeromq/subscriptions.hpp"

namespace hf::zeromq {

void Subscriptions::take(std::string_view message) {
    if (message.empty()) return;
    std::string prefix(message.substr(1));
    switch (message.front()) {
        case 0: prefixes_.erase(prefix); break;
        case 1:
            if (prefixes_.size() < most_kept)
                prefixes_.insert(std::move(prefix));
            else
                too_many_ = true;
            break;
        default: break;  // a message that a peer may send, and that means nothing here
    }
}

}  // namespace hf::zeromq
