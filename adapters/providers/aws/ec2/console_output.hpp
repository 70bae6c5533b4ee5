// ConsoleOutput: the last words on the console of a machine that died, for the reason of its death: EC2 itself doesn't
// know of a kernel that found no root device, or of a script that failed.
//
//     ConsoleOutput consoles(account.ec2());
//     machine.reason += consoles.last_words(machine.id);  // "no init found | Rebooting..", or nothing
//
// Where EC2 has nothing (no right, no answer, nothing was written) there are no words, and after a call that failed EC2
// is left alone for some minutes. Thread-safe; each call of last_words() makes at most one call of EC2.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "adapters/providers/aws/api/caller.hpp"
#include "core/threads/mutex.hpp"

namespace hf::aws {

class ConsoleOutput {
public:
    explicit ConsoleOutput(Caller& ec2) : ec2_(ec2) {}

    [[nodiscard]] std::string last_words(const std::string& instance);

private:
    using Time = std::chrono::steady_clock::time_point;

    Caller& ec2_;
    Mutex mutex_;
    Time left_alone_until_ GUARDED_BY(mutex_){};
};

// The last lines of a console's output as one line of some hundred bytes of printable text, without the sequences by
// which terminals are steered. `encoded`: in base64, as EC2 gives it. Pure.
[[nodiscard]] std::string last_lines_of_console(std::string_view encoded);

}  // namespace hf::aws
