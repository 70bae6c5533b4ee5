#include "http/who/failed_attempts.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace hf::http {

double FailedAttempts::left_at(const Account& account, Time now) {
    const std::chrono::duration<double> passed = now - account.since;
    return std::min(at_once, account.left + passed.count() * per_second);
}

bool FailedAttempts::has_room(const std::string& address, Time now) const {
    const auto found = accounts_.find(address);
    return found == accounts_.end() || left_at(found->second, now) >= 1;
}

void FailedAttempts::forget(Time now) {
    std::erase_if(accounts_, [&](const auto& each) { return left_at(each.second, now) >= at_once; });
    // So many addresses at once are one attacker's, whom no bound of an address holds.
    if (accounts_.size() >= most_addresses) accounts_.clear();
}

std::optional<std::string> FailedAttempts::take(const std::string& address, std::string_view why, Time now) {
    ++count_;
    if (accounts_.size() >= most_addresses) forget(now);
    auto& account = accounts_.try_emplace(address, Account{at_once, now}).first->second;
    account = {std::max(left_at(account, now) - 1, 0.0), now};
    const auto ending = lines_.take(now);
    if (!ending) return std::nullopt;
    return fmt::format("a request from {} is refused: {}{}", address, why, *ending);
}

std::string address_of_peer(std::string_view peer) {
    if (peer.starts_with('[')) {
        const std::string host(peer.substr(1, peer.find(']') - 1));
        in6_addr six{};
        if (::inet_pton(AF_INET6, host.c_str(), &six) != 1) return host;
        std::fill(std::begin(six.s6_addr) + 8, std::end(six.s6_addr), std::uint8_t{0});
        char text[INET6_ADDRSTRLEN] = {};
        ::inet_ntop(AF_INET6, &six, text, sizeof text);
        return std::string(text) + "/64";
    }
    return std::string(peer.substr(0, peer.rfind(':')));
}

}  // namespace hf::http
