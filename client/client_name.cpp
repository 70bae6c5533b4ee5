#include "client/client_name.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "core/text/utf8.hpp"

namespace hf {
namespace {

constexpr std::size_t longest = 128;

std::string user() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    const auto uid = ::geteuid();
    if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found) return found->pw_name;
    return fmt::format("uid {}", uid);
}

std::string host() {
    utsname system{};
    return ::uname(&system) == 0 ? system.nodename : "";
}

}  // namespace

const std::string& client_name() {
    static const auto name = [] {
        auto text = with_valid_utf8(fmt::format("{}@{} {}", user(), host(), program_invocation_short_name));
        text.resize(utf8_prefix(std::string_view(text).substr(0, longest)));
        return text;
    }();
    return name;
}

}  // namespace hf
