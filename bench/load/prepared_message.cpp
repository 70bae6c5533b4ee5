#include "bench/load/prepared_message.hpp"

#include <charconv>
#include <stdexcept>

namespace hf::bench {

PreparedMessage::PreparedMessage(std::string bytes) : bytes_(std::move(bytes)) {
    for (auto at = bytes_.find(placeholder); at != std::string::npos; at = bytes_.find(placeholder, at + 1))
        places_.push_back(at);
    if (places_.empty()) throw std::invalid_argument("a prepared message has no place for its number");
}

void PreparedMessage::put(std::string& out, std::uint64_t number) const {
    const auto begin = out.size();
    out += bytes_;
    for (const auto place : places_) write_number(out.data() + begin + place, number);
}

std::uint64_t PreparedMessage::number_in(std::string_view text) const {
    const auto number =
        text.size() < bytes_.size() ? std::nullopt : read_number(text.substr(places_.front(), placeholder.size()));
    if (!number) throw std::runtime_error("a message has no number where one was prepared");
    return *number;
}

void PreparedMessage::write_number(char* place, std::uint64_t number) {
    constexpr auto digits = "0123456789abcdef";
    for (auto i = placeholder.size(); i-- > 0; number >>= 4) place[i] = digits[number & 15];
}

std::optional<std::uint64_t> PreparedMessage::read_number(std::string_view digits) {
    std::uint64_t number = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [at, fault] = std::from_chars(digits.data(), end, number, 16);
    if (digits.size() != placeholder.size() || fault != std::errc() || at != end) return std::nullopt;
    return number;
}

}  // namespace hf::bench
