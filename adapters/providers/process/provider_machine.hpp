// What a machine's directory says, in the terms of the provider's port.
// A pure function.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/providers/process/machine_view.hpp"
#include "core/ports/provider.hpp"

namespace hf::process {

// `root` is the directory of all machines, `host` the name of this host.
ProviderMachine machine_of(const MachineView& view, const std::filesystem::path& root, const std::string& host);

}  // namespace hf::process
