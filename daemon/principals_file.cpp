#include "daemon/principals_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapters/yaml/yaml_source.hpp"

namespace hf {
namespace {

struct PrincipalsFile {
    std::vector<Principal> principals;

    static constexpr auto describe =
        message("principals", "Who may connect, and what each of them may do.",
                field<&PrincipalsFile::principals>("principals",
                                                   "one each; a process that is of several unix groups is the "
                                                   "first of them")
                    .between(1, 10'000));
};

// Everybody who can write there can become anybody at the next reload.
std::optional<std::string> fault_of_writers(const std::string& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) return std::nullopt;  // to read it says why
    if (about.st_uid != 0 && about.st_uid != ::geteuid())
        return fmt::format("{} belongs to another user than root and the daemon's", file);
    if ((about.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return fmt::format("{} can be changed by others than its owner (chmod go-w)", file);
    return std::nullopt;
}

}  // namespace

tl::expected<Principals, std::string> load_principals(const std::string& file) {
    if (auto fault = fault_of_writers(file)) return tl::make_unexpected(std::move(*fault));
    PrincipalsFile read;
    if (const auto problem = decode_yaml_file(file, read)) return tl::make_unexpected(in_words(*problem));
    auto principals = Principals::of(std::move(read.principals));
    if (principals) return std::move(*principals);
    return tl::make_unexpected(in_words(*problem_of(file, principals.error())));
}

}  // namespace hf
