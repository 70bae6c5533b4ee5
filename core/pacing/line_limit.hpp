// LineLimit: bounds the log's lines about things that a stranger can cause at will: one a second of each kind.
//
//     if (const auto untold = lines.next("busy", now)) log.warn("the daemon is busy" + and_untold(*untold));
//
// Kinds are few and known beforehand. Not thread-safe. No errors.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hf {

class LineLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    // Returns how many of this kind went unlogged since its last line, or nothing where this one goes unlogged, too.
    [[nodiscard]] std::optional<std::uint64_t> next(std::string_view kind, Time now) {
        const auto [it, first] = kinds_.try_emplace(std::string(kind), Kind{now, 0});
        auto& of = it->second;
        if (!first && now - of.last < std::chrono::seconds(1)) {
            ++of.untold;
            return std::nullopt;
        }
        of.last = now;
        return std::exchange(of.untold, 0);
    }

private:
    struct Kind {
        Time last;
        std::uint64_t untold{};
    };
    std::map<std::string, Kind, std::less<>> kinds_;
};

// What a line says of those that went unlogged.
inline std::string and_untold(std::uint64_t untold) {
    return untold == 0 ? std::string{} : " (" + std::to_string(untold) + " more like this were not logged)";
}

}  // namespace hf
