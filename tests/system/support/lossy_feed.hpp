// LossyFeed: stands between the daemon's feed and a subscriber; it loses, repeats and delays
// messages and cuts connections on both sides, all determined by its seed.
//
//     LossyFeed feed(daemon.endpoints().events, "ipc:///tmp/…/lossy.sock", seed);
//     SiteEndpoints endpoints = daemon.endpoints();
//     endpoints.events = feed.endpoint();
//
// It has a thread of its own until it is destroyed.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace hf::system_test {

class LossyFeed {
public:
    LossyFeed(std::string from, std::string to, std::uint32_t seed);
    ~LossyFeed();
    LossyFeed(const LossyFeed&) = delete;
    LossyFeed& operator=(const LossyFeed&) = delete;

    [[nodiscard]] const std::string& endpoint() const { return to_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    [[nodiscard]] std::uint64_t doubled() const { return doubled_; }
    [[nodiscard]] std::uint64_t cut() const { return cut_; }

private:
    void run(std::uint32_t seed);

    std::string from_;
    std::string to_;
    std::atomic<bool> stopping_{false};
    std::atomic<std::uint64_t> lost_{0};
    std::atomic<std::uint64_t> doubled_{0};
    std::atomic<std::uint64_t> cut_{0};
    std::thread thread_;
};

}  // namespace hf::system_test
