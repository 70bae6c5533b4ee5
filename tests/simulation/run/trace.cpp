#include "tests/simulation/run/trace.hpp"

namespace hf::simulation {
namespace {

constexpr std::size_t uuid_size = 36;

bool is_uuid(std::string_view text) {
    if (text.size() < uuid_size) return false;
    for (std::size_t i = 0; i < uuid_size; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::string_view("0123456789abcdef").find(text[i]) == std::string_view::npos)
            return false;
    }
    return true;
}

}  // namespace

std::string Trace::short_name(std::string_view id) { return shortened(id); }

std::string Trace::shortened(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_uuid(text.substr(at))) {
            result += text[at++];
            continue;
        }
        const auto number = numbers_.try_emplace(std::string(text.substr(at, uuid_size)), numbers_.size() + 1);
        result += fmt::to_string(number.first->second);
        at += uuid_size;
    }
    return result;
}

void Trace::put(std::string_view who, std::string_view text) {
    const auto milliseconds = clock_.elapsed().count() / 1000;
    const auto seconds = milliseconds / 1000;
    auto line = fmt::format("t={:02}:{:02}:{:02}.{:03}  {:<10} {}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                            milliseconds % 1000, who, shortened(text));
    if (keep_ == Keep::printed)
        fmt::print("{}\n", line);
    else
        lines_.push_back(std::move(line));
}

}  // namespace hf::simulation
