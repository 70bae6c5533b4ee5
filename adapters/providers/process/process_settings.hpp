// ProcessSettings: what a process provider is set up with.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

#include "adapters/system/permitted_paths.hpp"

namespace hf {

struct ProcessSettings {
    std::string name;
    std::filesystem::path directory;
    std::filesystem::path keeper;  // the program hostfactory-machine
    std::uint32_t grace_s = 10;    // from SIGTERM to SIGKILL, where the template says nothing
    std::chrono::milliseconds start_timeout{5000};
    PermittedPaths template_paths{};  // where the programs of templates must lie
};

}  // namespace hf
