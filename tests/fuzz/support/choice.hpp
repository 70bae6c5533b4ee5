// Chooses one of several named things by two bytes of an input, so that an input of the corpus still means the same
// when others are added: each name has a place on a circle, and the next place is chosen.
//
//     const auto choose = Choice(names_of_commands);
//     use(commands[choose(bytes.number(2))]);
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace hf::fuzz {

class Choice {
public:
    explicit Choice(const std::vector<std::string_view>& names) {
        for (std::size_t i = 0; i < names.size(); ++i) at_.emplace(place_of(names[i]), i);
    }

    // The index of the name that the number stands for.
    [[nodiscard]] std::size_t operator()(std::uint64_t number) const {
        const auto next = at_.lower_bound(static_cast<std::uint16_t>(number));
        return (next == at_.end() ? at_.begin() : next)->second;
    }

    // FNV-1a, folded to 16 bits.
    static std::uint16_t place_of(std::string_view name) {
        std::uint32_t hash = 2'166'136'261U;
        for (const char c : name) hash = (hash ^ static_cast<std::uint8_t>(c)) * 16'777'619U;
        return static_cast<std::uint16_t>(hash ^ (hash >> 16U));
    }

private:
    std::map<std::uint16_t, std::size_t> at_;
};

}  // namespace hf::fuzz
