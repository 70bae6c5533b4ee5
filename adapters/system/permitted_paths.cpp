#include "adapters/system/permitted_paths.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <system_error>

namespace hf {
namespace {

struct Free {
    void operator()(char* text) const { std::free(text); }
};

// Empty if there is no such file (errno).
std::string real_path_of(const std::string& path) {
    const std::unique_ptr<char, Free> real(::realpath(path.c_str(), nullptr));
    return real ? real.get() : "";
}

// Both without links. /srv/ab does not lie within /srv/a.
bool lies_within(std::string_view path, std::string_view directory) {
    if (directory.empty() || !path.starts_with(directory)) return false;
    return directory.ends_with('/') || path.substr(directory.size()).starts_with('/');
}

}  // namespace

tl::expected<std::string, std::string> PermittedPaths::resolved_is_permitted(std::string real) const {
    const auto holds = [&](const std::string& directory) { return lies_within(real, real_path_of(directory)); };
    if (everywhere() || std::any_of(directories_.begin(), directories_.end(), holds)) return real;
    return tl::make_unexpected(
        fmt::format("it is {}, which lies in none of {} ({})", real, setting_, fmt::join(directories_, ", ")));
}

tl::expected<std::string, std::string> PermittedPaths::permitted(const std::string& path) const {
    auto real = real_path_of(path);
    if (real.empty()) return tl::make_unexpected(std::generic_category().message(errno));
    return resolved_is_permitted(std::move(real));
}

tl::expected<std::string, std::string> PermittedPaths::permitted(int file) const {
    std::error_code error;
    auto real = std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", file), error);
    if (error) return tl::make_unexpected(error.message());
    return resolved_is_permitted(real.string());
}

}  // namespace hf
