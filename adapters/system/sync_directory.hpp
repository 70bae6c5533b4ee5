// Makes names in a directory survive a crash of the machine.
#pragma once

#include <filesystem>

namespace hf {

// False with the reason in errno.
[[nodiscard]] bool sync_directory(const std::filesystem::path& directory);

}  // namespace hf
