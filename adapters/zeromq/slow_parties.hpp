// SlowParties: remembers whose messages take long, since a message does not show that beforehand.
//
//     if (slow.has(party)) use(party);  // leave the message to another thread
//     slow.took(party, effort);
//
// A party is slow whose message takes much work, or whose messages have only waited long, several in a row:
// these wait for the disk. A single wait says nothing, since the thread may have waited for another one, or for
// a processor, and the party would pay for what others do.
//
// A party is forgotten when its messages have been quick for a while. Not thread-safe. No errors.
#pragma once

#include <chrono>
#include <string>
#include <unordered_map>

#include "adapters/zeromq/effort.hpp"

namespace hf::zeromq {

class SlowParties {
public:
    static constexpr std::chrono::microseconds quick{300};

    [[nodiscard]] bool has(const std::string& party) const {
        if (parties_.empty()) return false;
        const auto found = parties_.find(party);
        return found != parties_.end() && found->second.quick_ones_to_go > 0;
    }

    void took(const std::string& party, const Effort& effort) {
        const bool was_long = effort.passed > quick;
        if (!was_long && (parties_.empty() || !parties_.contains(party))) return;
        if (parties_.size() >= most && !parties_.contains(party)) parties_.clear();  // all are found out anew
        auto& of = parties_[party];
        of.waits = was_long ? of.waits + 1 : 0;
        if (effort.worked > quick || of.waits >= waits_in_a_row) {
            of = {.quick_ones_to_go = quick_ones, .waits = 0};
            return;
        }
        if (of.quick_ones_to_go > 0) --of.quick_ones_to_go;
        if (of.quick_ones_to_go == 0 && of.waits == 0) parties_.erase(party);
    }

private:
    static constexpr int quick_ones = 32;
    static constexpr int waits_in_a_row = 8;
    static constexpr std::size_t most = 1000;

    struct Party {
        int quick_ones_to_go = 0;  // 0: it is not slow
        int waits = 0;             // without much work, in a row
    };

    std::unordered_map<std::string, Party> parties_;
};

}  // namespace hf::zeromq
