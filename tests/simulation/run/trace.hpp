// Trace: a run as a story, one line for each thing that happened.
//
//     t=00:00:03.250  cloud     launch 1-1 of 3 machines: reply lost
//
//     Trace trace(clock, Trace::Keep::lines);
//     trace.say("cloud", "launch {} of {} machines: reply lost", trace.short_name(token), count);
//
// Identifiers are numbered by the order of their first appearance, so that people can follow them. Nothing is
// formatted where nobody reads. Used by one thread.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulation/run/virtual_clock.hpp"

namespace hf::simulation {

class Trace {
public:
    enum class Keep : std::uint8_t {
        nothing,
        lines,   // in memory
        printed  // on standard output, as they come
    };

    Trace(const VirtualClock& clock, Keep keep) : clock_(clock), keep_(keep) {}

    template <class... Args>
    void say(std::string_view who, fmt::format_string<Args...> format, Args&&... args) {
        if (keep_ != Keep::nothing) put(who, fmt::format(format, std::forward<Args>(args)...));
    }
    [[nodiscard]] bool is_read() const { return keep_ != Keep::nothing; }

    // "req-0193…-…" becomes "req-3"; a launch's token "0193…-…-2" becomes "3/2".
    [[nodiscard]] std::string short_name(std::string_view id);
    // A text with the identifiers in it made short.
    [[nodiscard]] std::string shortened(std::string_view text);

    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

private:
    void put(std::string_view who, std::string_view text);

    const VirtualClock& clock_;
    Keep keep_;
    std::unordered_map<std::string, std::size_t> numbers_;  // of UUIDs
    std::vector<std::string> lines_;
};

}  // namespace hf::simulation
