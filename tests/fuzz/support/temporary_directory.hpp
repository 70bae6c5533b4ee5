// A directory for one program, removed at its end.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace hf::fuzz {

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        auto name = (std::filesystem::temp_directory_path() / "hf-fuzz-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary directory can be made");
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace hf::fuzz
