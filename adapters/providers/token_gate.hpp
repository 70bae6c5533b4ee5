// TokenGate: one at a time for each token, so that a launch and a search for what it
// made don't interleave. Different tokens don't wait for each other.
//
//     const auto pass = gate.enter(token);      // until `pass` goes out of scope
//
// Thread-safe.
#pragma once

#include <set>
#include <string>

#include "core/threads/mutex.hpp"

namespace hf {

class TokenGate {
public:
    class Pass {
    public:
        Pass(TokenGate& gate, const std::string& token) : gate_(gate) {
            MutexLock lock(gate.mutex_);
            while (gate.inside_.contains(token)) gate.left_.wait(lock);
            place_ = gate.inside_.insert(token).first;
        }
        ~Pass() {
            const MutexLock lock(gate_.mutex_);
            gate_.inside_.erase(place_);
            gate_.left_.notify_all();
        }
        Pass(const Pass&) = delete;
        Pass& operator=(const Pass&) = delete;

    private:
        TokenGate& gate_;
        std::set<std::string>::iterator place_;
    };

    [[nodiscard]] Pass enter(const std::string& token) { return Pass(*this, token); }

private:
    Mutex mutex_;
    Condition left_;
    std::set<std::string> inside_ GUARDED_BY(mutex_);
};

}  // namespace hf
