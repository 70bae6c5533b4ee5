#include "adapters/zeromq/reply_room.hpp"

namespace hf::zeromq {

bool ReplyRoom::reserve(const std::string& identity) {
    auto& peer = peers_[identity];
    if (peer.being_made + peer.kept.size() >= options_.replies || is_full(peer)) return false;
    ++peer.being_made;
    return true;
}

bool ReplyRoom::is_full(const Of& peer) const {
    return peer.bytes >= options_.bytes || (bytes_ >= options_.bytes_of_all && peer.bytes > 0);
}

bool ReplyRoom::is_full(const std::string& identity) const {
    const auto peer = peers_.find(identity);
    return peer != peers_.end() && is_full(peer->second);
}

void ReplyRoom::release(const std::string& identity) {
    const auto peer = peers_.find(identity);
    if (peer == peers_.end()) return;
    if (peer->second.being_made > 0) --peer->second.being_made;
    forget_if_idle(peer);
}

bool ReplyRoom::keeps(const std::string& identity) const {
    if (waiting_ == 0) return false;
    const auto peer = peers_.find(identity);
    return peer != peers_.end() && !peer->second.kept.empty();
}

// Refusals have as much room again, so that those of a burst are not lost either.
bool ReplyRoom::keep(Kept reply) {
    auto& peer = peers_[reply.identity];
    if (peer.being_made + peer.kept.size() >= 2 * options_.replies) return false;
    peer.bytes += reply.reply.size();
    bytes_ += reply.reply.size();
    ++waiting_;
    peer.kept.push_back(std::move(reply));
    return true;
}

std::size_t ReplyRoom::hand_out(const std::function<Sent(const Kept& reply)>& send) {
    std::size_t lost = 0;
    for (auto next = peers_.begin(); waiting_ > 0 && next != peers_.end();) {
        const auto peer = next++;
        auto& of = peer->second;
        while (!of.kept.empty()) {
            const auto sent = send(of.kept.front());
            if (sent == Sent::full) break;
            if (sent == Sent::gone) ++lost;
            of.bytes -= of.kept.front().reply.size();
            bytes_ -= of.kept.front().reply.size();
            of.kept.pop_front();
            --waiting_;
        }
        forget_if_idle(peer);
    }
    return lost;
}

void ReplyRoom::forget_if_idle(std::unordered_map<std::string, Of>::iterator peer) {
    if (peer->second.being_made == 0 && peer->second.kept.empty()) peers_.erase(peer);
}

}  // namespace hf::zeromq
