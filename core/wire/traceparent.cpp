#include "core/wire/traceparent.hpp"

namespace hf {
namespace {

constexpr std::string_view lower_hex = "0123456789abcdef";

// Consumes `digits` hexadecimal digits and the dash that follows.
bool take_hex(std::string_view& text, std::size_t digits, bool zeros_will_do) {
    const auto number = text.substr(0, digits);
    if (number.size() < digits || number.find_first_not_of(lower_hex) != std::string_view::npos) return false;
    if (!zeros_will_do && number.find_first_not_of('0') == std::string_view::npos) return false;
    text.remove_prefix(digits);
    if (text.empty()) return true;
    if (text.front() != '-') return false;
    text.remove_prefix(1);
    return !text.empty();
}

}  // namespace

std::string Traceparent::check(std::string_view text) {
    constexpr std::size_t length = 55;
    const bool good = text.size() == length && text.starts_with("00-") && take_hex(text, 2, true) &&
                      take_hex(text, 32, false) && take_hex(text, 16, false) && take_hex(text, 2, true);
    return good ? std::string{}
                : "must be 00-<32 digits>-<16 digits>-<2 digits>, hexadecimal in lower case, the first two not all 0";
}

}  // namespace hf
