#include "core/domain/request/launch_token.hpp"

#include <charconv>

namespace hf {
namespace {

constexpr std::string_view prefix = "req-";

}  // namespace

std::string launch_token(const RequestId& id, std::uint32_t attempt) {
    return fmt::format("{}-{}", std::string_view(id.value).substr(prefix.size()), attempt);
}

bool bore(const Request& request, std::string_view token) {
    const auto dash = token.rfind('-');
    if (dash == std::string_view::npos) return false;
    std::uint32_t attempt = 0;
    std::from_chars(token.data() + dash + 1, token.data() + token.size(), attempt);
    return attempt >= 1 && attempt <= request.attempts && launch_token(request.request_id, attempt) == token;
}

RequestId request_named_by(std::string_view token) {
    const auto dash = token.rfind('-');
    return {std::string(prefix).append(token.substr(0, dash == std::string_view::npos ? 0 : dash))};
}

}  // namespace hf
