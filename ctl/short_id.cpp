#include "ctl/short_id.hpp"

#include <array>

namespace hf::ctl {
namespace {

constexpr std::string_view ellipsis = "…";

bool is_uuid(std::string_view text) {
    constexpr std::string_view pattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool dash = pattern[i] == '-';
        if (dash != (text[i] == '-')) return false;
        if (!dash && std::string_view("0123456789abcdefABCDEF").find(text[i]) == std::string_view::npos) return false;
    }
    return true;
}

// Where the UUID ends that the id ends in. Numbers may follow, as those of launch and machine in the ids of processes.
std::optional<std::size_t> end_of_uuid(std::string_view id) {
    constexpr std::size_t length = 36;
    for (auto end = id.size(); end >= length; --end) {
        const auto numbers = id.substr(end);
        if (numbers.find_first_not_of("0123456789-") != std::string_view::npos) break;
        if ((numbers.empty() || numbers.front() == '-') && is_uuid(id.substr(end - length, length))) return end;
    }
    return std::nullopt;
}

}  // namespace

std::string short_id(std::string_view id) {
    constexpr std::size_t tail = 12;  // of a UUIDv7 these are chance alone
    const auto end = end_of_uuid(id);
    return end ? std::string(ellipsis).append(id.substr(*end - tail)) : std::string(id);
}

std::optional<std::string_view> end_of_id(std::string_view word) {
    for (const auto dots : std::array<std::string_view, 2>{ellipsis, "..."})
        if (word.starts_with(dots) && word.size() > dots.size()) return word.substr(dots.size());
    return std::nullopt;
}

}  // namespace hf::ctl
