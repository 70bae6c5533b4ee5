// FailedAttempts: counts requests with wrong credentials, bounds how many of one address are looked at, and words what
// is logged of them: a line a second at most.
//
//     if (attempts.has_room(address, now)) look_closely();
//     if (const auto line = attempts.take(address, "the token is nobody's", now)) log(*line);
//
// An address may be wrong twenty times at once, and then once a second. Of IPv6 it is the first 64 bits, which one host
// has as its own. Bounded; used by one thread, but for count().
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/server/line_rate.hpp"

namespace hf::http {

class FailedAttempts {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr double at_once = 20;
    static constexpr double per_second = 1;
    static constexpr std::size_t most_addresses = 10'000;

    [[nodiscard]] bool has_room(const std::string& address, Time now) const;
    // Notes one, and returns the line to log, if there is to be one.
    std::optional<std::string> take(const std::string& address, std::string_view why, Time now);
    [[nodiscard]] std::uint64_t count() const { return count_; }

private:
    struct Account {
        double left = at_once;
        Time since{};
    };
    static double left_at(const Account& account, Time now);
    void forget(Time now);

    std::atomic<std::uint64_t> count_ = 0;
    LineRate lines_;
    std::unordered_map<std::string, Account> accounts_;
};

// The address of a peer, as people read it, without its port: "192.0.2.1", "2001:db8:0:1::/64", "uid 1000".
std::string address_of_peer(std::string_view peer);

}  // namespace hf::http
