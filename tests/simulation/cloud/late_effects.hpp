// LateEffects: calls that take effect after their caller has given up waiting. A definite answer about a
// token is final: what was still to come for it does not come any more.
//
// Used by one thread.
#pragma once

#include <unordered_map>

#include "tests/simulation/run/world.hpp"

namespace hf::simulation {

class LateEffects {
public:
    explicit LateEffects(World& world) : world_(world) {}

    void after(Schedule::Duration delay, const std::string& token, Schedule::Action effect) {
        world_.schedule.after(delay, [this, token, was = finals_[token], effect = std::move(effect)] {
            if (finals_[token] == was) effect();
        });
    }
    void final_for(const std::string& token) { ++finals_[token]; }

private:
    World& world_;
    std::unordered_map<std::string, std::uint64_t> finals_;
};

}  // namespace hf::simulation
