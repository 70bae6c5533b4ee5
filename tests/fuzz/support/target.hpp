// FuzzTarget: a part of the system that reads what others have written, and the checks of what it made of it.
//
//     void feed(std::string_view input) {
//         const auto value = value_of_json(input);
//         require(!value || value_of_json(text_of(*value)) == *value, "what is written is read as the same value");
//     }
//     const FuzzTarget target("json", feed);
//
// libFuzzer feeds a target with bytes that it makes up (./dev fuzz); the tests feed it with every file of its corpus.
// A target breaks by an exception, a crash, a sanitizer's report, or a condition that does not hold.
#pragma once

#include <string_view>
#include <vector>

namespace hf::fuzz {

class FuzzTarget {
public:
    using Feed = void (*)(std::string_view input);

    // Adds the target to all targets of the program. Objects of this class last as long as the program.
    FuzzTarget(std::string_view name, Feed feed);
    FuzzTarget(const FuzzTarget&) = delete;
    FuzzTarget& operator=(const FuzzTarget&) = delete;

    [[nodiscard]] std::string_view name() const { return name_; }
    void feed(std::string_view input) const { feed_(input); }

    static const std::vector<const FuzzTarget*>& all();

private:
    std::string_view name_;
    Feed feed_;
};

// Ends the program, with the promise that is broken, unless it holds.
void require(bool holds, std::string_view promise);

}  // namespace hf::fuzz
