#include "core/provisioning/turns.hpp"

#include <algorithm>

namespace hf {

void Turns::add(const Turn& turn, const std::string& user) {
    if (ranks_[turn.rank][user].insert(turn).second) ++size_;
}

void Turns::erase(const Turn& turn, const std::string& user) {
    const auto rank = ranks_.find(turn.rank);
    if (rank == ranks_.end()) return;
    const auto of_user = rank->second.find(user);
    if (of_user == rank->second.end() || of_user->second.erase(turn) == 0) return;
    --size_;
    if (of_user->second.empty()) rank->second.erase(of_user);
    if (rank->second.empty()) ranks_.erase(rank);
}

std::optional<RequestId> Turns::take(const Shares& shares) {
    if (empty()) return std::nullopt;
    const auto& users = ranks_.begin()->second;
    const auto next = std::min_element(users.begin(), users.end(), [&](const auto& a, const auto& b) {
        const auto machines_of_a = shares.of(a.first);
        const auto machines_of_b = shares.of(b.first);
        if (machines_of_a != machines_of_b) return machines_of_a < machines_of_b;
        return *a.second.begin() < *b.second.begin();
    });
    const auto user = next->first;
    const auto turn = *next->second.begin();
    erase(turn, user);
    return turn.id;
}

}  // namespace hf
