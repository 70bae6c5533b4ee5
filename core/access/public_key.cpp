#include "core/access/public_key.hpp"

#include <fmt/format.h>

namespace hf {
namespace {

constexpr std::size_t length = 40;
constexpr std::string_view alphabet =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

}  // namespace

std::string PublicKey::check(std::string_view text) {
    if (text.size() != length)
        return fmt::format("must be a key of {} characters (Z85), not of {}", length, text.size());
    if (const auto at = text.find_first_not_of(alphabet); at != std::string_view::npos)
        return fmt::format("must be a key in Z85; its character {} is none of that alphabet", at + 1);
    return {};
}

}  // namespace hf
