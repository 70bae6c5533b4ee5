// LonelyCommands: tells when a command is alone for long enough that the thread of its socket may carry it out by
// itself, and needs no others.
//
//     LonelyCommands lonely;
//     if (lonely.next(LonelyCommands::Company::none)) lonely.took(carry_out());
//
// That thread receives nothing meanwhile. So one command among many is handed to the workers, as are those that come
// soon after it; and where the disk is slow, all of them are for some time.
//
// Not thread-safe. No errors.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace hf {

class LonelyCommands {
public:
    enum class Company : bool { none, others };  // others: in flight, or waiting at the socket

    // Counts a command, and returns true if the socket's thread may carry it out.
    bool next(Company company) {
        if (company == Company::others) {
            hand_over_ = std::max(hand_over_, after_company);
            return false;
        }
        if (hand_over_ == 0) return true;
        --hand_over_;
        return false;
    }

    // How long the socket's thread took for a command.
    void took(std::chrono::nanoseconds time) {
        if (time > slow) hand_over_ = after_slow;
    }

private:
    static constexpr std::size_t after_company = 16;
    static constexpr std::size_t after_slow = 1000;
    static constexpr std::chrono::milliseconds slow{20};

    std::size_t hand_over_ = 0;  // so many commands go to the workers, alone or not
};

}  // namespace hf
