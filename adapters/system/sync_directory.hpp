// Makes the names in a directory survive a crash of the machine.
#pragma once

#include <filesystem>

namespace hf {

// Returns false, with the reason in errno, if that failed.
[[nodiscard]] bool sync_directory(const std::filesystem::path& directory);

}  // namespace hf
