// TokenGate: one at a time for each token, so that a launch and a search for what it
// made don't interleave. Different tokens don't wait for each other.
//
//     const auto pass = gate.enter(token);      // until `pass` goes out of scope
//
// Thread-safe.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

namespace hf {

class TokenGate {
public:
    class Pass {
    public:
        Pass(TokenGate& gate, const std::string& token) : gate_(gate) {
            std::unique_lock lock(gate.mutex_);
            gate.left_.wait(lock, [&] { return !gate.inside_.contains(token); });
            place_ = gate.inside_.insert(token).first;
        }
        ~Pass() {
            const std::lock_guard lock(gate_.mutex_);
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
    std::mutex mutex_;
    std::condition_variable left_;
    std::set<std::string> inside_;
};

}  // namespace hf
