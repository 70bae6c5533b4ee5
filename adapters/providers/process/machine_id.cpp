#include "adapters/providers/process/machine_id.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace hf::process {
namespace {

constexpr std::size_t longest_token = 100;  // an id has at most 128
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_tail = 40;
constexpr std::size_t uuid_length = 36;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// FNV-1a, which is the same in every build: a name must not change with a restart.
std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325;
    for (const char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return value;
}

bool begins_with_uuid(std::string_view token) {
    if (token.size() < uuid_length) return false;
    for (const auto dash : {8U, 13U, 18U, 23U})
        if (token[dash] != '-') return false;
    return token.size() == uuid_length || token[uuid_length] == '-';
}

// A few letters that distinguish this launch from others.
std::string short_token(std::string_view token) {
    const auto tail = begins_with_uuid(token) ? token.substr(uuid_length - 12) : token;
    // DNS ignores case, and tokens don't.
    const bool plain =
        std::all_of(tail.begin(), tail.end(), [](char c) { return is_digit(c) || is_lower(c) || c == '-'; });
    if (plain && tail.size() <= longest_tail) return std::string(tail);
    return fmt::format("{:016x}", hash(token));
}

std::string label_of(std::string_view host, std::size_t most) {
    std::string label;
    for (const char c : host.substr(0, host.find('.'))) {
        if (is_upper(c))
            label += static_cast<char>(c - 'A' + 'a');
        else
            label += is_digit(c) || is_lower(c) ? c : '-';
    }
    label.erase(0, label.find_first_not_of('-'));
    label.resize(std::min(label.size(), most));
    label.resize(label.find_last_not_of('-') + 1);
    return label.empty() ? "process" : label;
}

}  // namespace

bool valid_token(std::string_view token) {
    return !token.empty() && token.size() <= longest_token && std::all_of(token.begin(), token.end(), [](char c) {
        return is_digit(c) || is_lower(c) || is_upper(c) || c == '-';
    });
}

std::string machine_id(std::string_view token, std::uint32_t index) { return fmt::format("{}-{}", token, index); }

std::optional<MachineIdParts> parse_machine_id(std::string_view id) {
    const auto dash = id.rfind('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto token = id.substr(0, dash);
    const auto digits = id.substr(dash + 1);
    std::uint32_t index = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.front() == '0') return std::nullopt;
    if (!valid_token(token)) return std::nullopt;
    return MachineIdParts{std::string(token), index};
}

std::string machine_name(std::string_view host, std::string_view token, std::uint32_t index) {
    const auto tail = fmt::format("{}-{}", short_token(token), index);
    return fmt::format("{}-{}", label_of(host, longest_label - 1 - tail.size()), tail);
}

}  // namespace hf::process
