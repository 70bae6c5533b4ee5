// PermittedPaths: the directories within which files must lie that somebody else has named: a template, for example.
//
//     const PermittedPaths paths("limits.template_paths", {"/srv/hostfactory"});
//     const auto real = paths.permitted("/srv/hostfactory/../boot.sh");
//     if (!real) fail(real.error());  // "it is /srv/boot.sh, which lies in none of limits.template_paths (/srv/host…)"
//
// Paths are compared as they are once links and `..` are resolved, at each call anew; so are the directories, and one
// that isn't there permits nothing. Without directories everything is permitted. A file that has another name
// elsewhere (a hard link) lies where it is looked up.
//
// Immutable; any thread may call it. Errors: in words for people, that go on after the path and a colon.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace hf {

class PermittedPaths {
public:
    PermittedPaths() = default;
    PermittedPaths(std::string setting, std::vector<std::string> directories)
        : setting_(std::move(setting)), directories_(std::move(directories)) {}

    [[nodiscard]] bool everywhere() const { return directories_.empty(); }
    // The file's path without links, if it lies within one of the directories. A user who can change these
    // directories can have the path name another file a moment later, but none outside.
    [[nodiscard]] tl::expected<std::string, std::string> permitted(const std::string& path) const;
    // The same of an open file, which nobody can exchange any more.
    [[nodiscard]] tl::expected<std::string, std::string> permitted(int file) const;

private:
    [[nodiscard]] tl::expected<std::string, std::string> resolved_is_permitted(std::string real) const;

    std::string setting_;  // in whose words errors name them
    std::vector<std::string> directories_;
};

}  // namespace hf
