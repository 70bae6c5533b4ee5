// SlowParties: remembers whose messages take long, since a message does not show that beforehand.
//
//     if (slow.has(party)) … // leave the message to another thread
//     slow.took(party, duration);
//
// A party is forgotten when its messages have been quick for a while. Not thread-safe. No errors.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

namespace hf::zeromq {

class SlowParties {
public:
    [[nodiscard]] bool has(const std::string& party) const { return !parties_.empty() && parties_.contains(party); }

    void took(const std::string& party, std::chrono::nanoseconds duration) {
        const bool slow = duration > quick;
        if (!slow && parties_.empty()) return;
        const auto found = parties_.find(party);
        if (slow && found == parties_.end() && parties_.size() >= most) parties_.clear();  // all are found out anew
        if (slow)
            parties_[party] = quick_ones_to_go;
        else if (found != parties_.end() && --found->second == 0)
            parties_.erase(found);
    }

private:
    static constexpr std::chrono::microseconds quick{300};
    static constexpr int quick_ones_to_go = 32;
    static constexpr std::size_t most = 1000;

    std::unordered_map<std::string, int> parties_;
};

}  // namespace hf::zeromq
