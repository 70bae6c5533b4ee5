// ProcessMachines: a directory for machines of process providers. All machines in it end with it, also when a
// test has failed.
//
//     ProcessMachines machines;
//     ProcessProvider provider(machines.settings());
//     … provider.launch(order) …
//     EXPECT_EQ(machines.running().count(id), 1U);
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "adapters/providers/process/process_provider.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {

class ProcessMachines {
public:
    ProcessMachines() = default;
    // Kills every keeper, and waits for the end of all machines and of the keepers, which are children of this
    // process whichever provider has started them.
    ~ProcessMachines();
    ProcessMachines(const ProcessMachines&) = delete;
    ProcessMachines& operator=(const ProcessMachines&) = delete;

    [[nodiscard]] const std::filesystem::path& base() const { return base_.path(); }  // for what else a test needs
    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    // With the built keeper.
    [[nodiscard]] ProcessSettings settings() const;
    // The ids of the processes of this host that run as a machine of this directory: each process by itself, so
    // that a machine that was started twice is seen twice.
    [[nodiscard]] std::multiset<std::string> running() const;

private:
    const TemporaryDirectory base_;
    const std::filesystem::path root_ = base_ / "machines";
};

}  // namespace hf::testing
