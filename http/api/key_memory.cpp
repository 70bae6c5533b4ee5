#include "http/api/key_memory.hpp"

namespace hf::http {

bool KeyMemory::is_of(const std::string& key, std::uint64_t fingerprint) {
    const MutexLock lock(mutex_);
    const auto [known, is_new] = known_.emplace(key, fingerprint);
    if (!is_new) return known->second == fingerprint;
    order_.push_back(key);
    if (order_.size() > most_) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return true;
}

}  // namespace hf::http
