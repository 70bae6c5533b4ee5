// Replies: what the daemon's replies to commands promise, checked when they leave it.
//
//     replies.left(reply, position_of_read_models);
//
// P1: what it says ok to is on the disk. P2: a command has one outcome, and only its first ok is no duplicate.
// P5: the read models are as far as the reply. Used by one thread.
#pragma once

#include <unordered_map>

#include "core/wire/envelope.hpp"
#include "tests/simulation/disk/disk.hpp"

namespace hf::simulation {

class Replies {
public:
    explicit Replies(const Disk& disk) : disk_(disk) {}

    void left(const Reply& reply, Position read_models);

    // The last position that was acknowledged to any client.
    [[nodiscard]] Position told() const { return told_; }
    [[nodiscard]] std::uint64_t accepted() const { return first_.size(); }

private:
    void check_durable(const Reply& reply) const;
    void check_once(const Reply& reply);

    const Disk& disk_;
    Position told_ = 0;
    struct First {
        std::string result;
        Position position{};
    };
    std::unordered_map<std::string, First> first_;  // ok of each command
};

}  // namespace hf::simulation
