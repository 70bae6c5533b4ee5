// Account: what the events on the disk have come to, by one reader who has seen nothing else. The other promises are
// held against it. Following the events it checks their numbers (P3), and that a command has caused events once (P2).
//
//     Account account(disk, codec);
//     account.follow([&](const NumberedEvent& event) { … });    // after each sync; hears of each new event
//
// Used by one thread.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "core/domain/state/state.hpp"
#include "core/messages/codec.hpp"
#include "tests/simulation/disk/disk.hpp"

namespace hf::simulation {

class Account {
public:
    Account(const Disk& disk, const Codec& codec) : disk_(disk), codec_(codec) {}

    using Hear = std::function<void(const NumberedEvent&)>;
    void follow(const Hear& hear);

    [[nodiscard]] const State& state() const { return state_; }
    [[nodiscard]] Position position() const { return state_.position(); }

private:
    void check_numbers(const RecordedEvent& event);
    void check_cause(const RecordedEvent& event);

    const Disk& disk_;
    const Codec& codec_;
    State state_;
    std::array<std::uint64_t, category_count> category_positions_{};
    struct StreamEnd {
        Version version{};
        Position position{};
    };
    std::array<std::unordered_map<std::string, StreamEnd>, category_count> streams_;
    std::unordered_set<std::string> past_causes_;
    std::string cause_;  // of the last event
};

}  // namespace hf::simulation
