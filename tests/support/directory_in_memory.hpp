// Where files are made that hundreds of rounds of a test sync: in memory if there is such a place, where a sync costs
// nothing; else where temporary files are.
//
//     TemporaryDirectory directory{directory_in_memory()};
#pragma once

#include <unistd.h>

#include <filesystem>

namespace hf::testing {

inline std::filesystem::path directory_in_memory() {
    constexpr const char* memory = "/dev/shm";
    return ::access(memory, W_OK | X_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

}  // namespace hf::testing
