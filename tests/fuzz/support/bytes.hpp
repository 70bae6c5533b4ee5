// Bytes: an input that is taken apart from its front. After its end there are zeros, so that every input has a meaning.
//
//     Bytes bytes(input);
//     while (!bytes.empty()) use(bytes.byte(), bytes.text(bytes.byte()));
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace hf::fuzz {

class Bytes {
public:
    explicit Bytes(std::string_view left) : left_(left) {}

    [[nodiscard]] bool empty() const { return left_.empty(); }

    std::uint8_t byte() { return static_cast<std::uint8_t>(number(1)); }
    // A number below `end`.
    std::size_t below(std::size_t end) { return byte() % end; }
    // A number of so many bytes, the highest first.
    std::uint64_t number(unsigned width) {
        std::uint64_t result = 0;
        for (const char c : text(width)) result = result << 8U | static_cast<std::uint8_t>(c);
        return result;
    }
    // The next bytes, or as many as are left.
    std::string_view text(std::size_t size) {
        const auto taken = left_.substr(0, size);
        left_.remove_prefix(taken.size());
        return taken;
    }

private:
    std::string_view left_;
};

}  // namespace hf::fuzz
