// SocketStatistics: counts what passed through a listening socket since it was opened.
//
//     const std::uint64_t received = server.statistics().received;
//
// Written by the socket's thread, read by any thread. The counters are independent of each other:
// two of them may be read a moment apart.
#pragma once

#include <atomic>
#include <cstdint>

namespace hf {

class Counter {
public:
    void add(std::uint64_t more = 1) noexcept { value_.fetch_add(more, std::memory_order_relaxed); }
    operator std::uint64_t() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

struct SocketStatistics {
    Counter received;       // messages of any form
    Counter replied;        // replies that were given to ZeroMQ for a connected peer
    Counter undeliverable;  // replies whose peer was gone or did not read
    Counter busy;           // messages of a peer that had too many replies under way
    Counter named;          // messages of a peer with a routing id of its own
    Counter malformed;      // messages with a wrong number of frames, or empty
    Counter too_large;
    Counter failed;  // messages at which the handler threw
    Counter connections;
    Counter disconnections;
    Counter turned_away;         // connections beyond as many as there may be
    Counter handshake_failures;  // peers that connected and did not speak ZMTP 3

    [[nodiscard]] std::uint64_t connected() const noexcept {
        const std::uint64_t left = disconnections;
        const std::uint64_t came = connections;
        return came > left ? came - left : 0;
    }
};

}  // namespace hf
