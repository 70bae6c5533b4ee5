#include "adapters/system/host_identity.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>

namespace hf {
namespace {

constexpr auto machine_id_file = "/etc/machine-id";
constexpr auto variable = "HOSTFACTORY_MACHINE_ID_FILE";
// An image that is booted for the first time has this until an id is made.
constexpr std::string_view none_yet = "uninitialized";
constexpr std::size_t longest_id = 256;

std::string first_word_of(const char* path) {
    std::ifstream file(path);
    std::string word(longest_id, '\0');
    file.read(word.data(), static_cast<std::streamsize>(word.size()));
    word.resize(static_cast<std::size_t>(file.gcount()));
    word.resize(std::min(word.find_first_of(" \t\r\n"), word.size()));
    return word == none_yet ? std::string{} : word;
}

}  // namespace

HostIdentity host_identity() {
    const char* other = std::getenv(variable);
    HostIdentity identity{first_word_of(other && *other ? other : machine_id_file), {}};
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) == 0) identity.name = name.data();
    return identity;
}

std::string file_identity(const std::filesystem::path& path) {
    struct statx facts {};
    constexpr unsigned wanted = STATX_INO | STATX_BTIME;
    if (::statx(AT_FDCWD, path.c_str(), 0, wanted, &facts) != 0) return {};
    if ((facts.stx_mask & wanted) != wanted || facts.stx_btime.tv_sec == 0) return {};
    return fmt::format("{}-{}.{:09}", facts.stx_ino, facts.stx_btime.tv_sec, facts.stx_btime.tv_nsec);
}

}  // namespace hf
