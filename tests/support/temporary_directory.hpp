// TemporaryDirectory: a directory of its owner alone, which goes with all that is in it.
//
//     const TemporaryDirectory directory;
//     SqliteEventStore store({.path = directory / "events.db"});
#pragma once

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace hf::testing {

class TemporaryDirectory {
public:
    // Makes the parent as well. Throws std::system_error, which names the place, if either can't be made.
    explicit TemporaryDirectory(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        std::filesystem::create_directories(parent);
        auto name = (std::filesystem::absolute(parent) / "hf-XXXXXX").string();
        if (!::mkdtemp(name.data()))
            throw std::system_error(errno, std::system_category(), "cannot make a directory in " + parent.string());
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string file(const std::filesystem::path& name) const { return (path_ / name).string(); }
    friend std::filesystem::path operator/(const TemporaryDirectory& directory, const std::filesystem::path& name) {
        return directory.path_ / name;
    }

private:
    std::filesystem::path path_;
};

}  // namespace hf::testing
