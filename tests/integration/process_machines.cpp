#include "tests/integration/process_machines.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "adapters/providers/process/machine_directory.hpp"
#include "adapters/providers/process/processes.hpp"
#include "tests/support/places.hpp"

namespace hf::testing {
namespace {

namespace fs = std::filesystem;
using process::MachineDirectory;

template <class Holds>
bool eventually(const Holds& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

// The environment's variables, each ended by a NUL; empty for a process that is gone or a zombie.
std::string environment_of(const fs::path& process) {
    std::ifstream file(process / "environ", std::ios::binary);
    std::ostringstream text;
    text << '\0' << file.rdbuf();
    return text.str();
}

std::string variable_in(const std::string& environment, std::string_view name) {
    const auto key = '\0' + std::string(name) + '=';
    const auto at = environment.find(key);
    if (at == std::string::npos) return {};
    const auto begin = at + key.size();
    return environment.substr(begin, environment.find('\0', begin) - begin);
}

}  // namespace

ProcessMachines::~ProcessMachines() {
    std::vector<std::string> ids;
    if (fs::exists(root_))
        for (const auto& entry : fs::directory_iterator(root_)) ids.push_back(entry.path().filename());
    for (const auto& id : ids)
        if (const auto machine = MachineDirectory::open(root_, id))
            if (const auto started = machine->started()) process::signal_process(started->keeper, SIGKILL);
    {
        ProcessProvider provider(settings());
        EXPECT_TRUE(eventually([&] {
            const auto seen = provider.describe(ids);
            return seen && std::none_of(seen->begin(), seen->end(), [](const auto& machine) {
                       return machine.status == MachineStatus::running || machine.status == MachineStatus::stopped ||
                              machine.status == MachineStatus::shutting_down;
                   });
        }));
    }
    EXPECT_TRUE(eventually([] {
        while (::waitpid(-1, nullptr, WNOHANG) > 0) {
        }
        return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
    }));
}

ProcessSettings ProcessMachines::settings() const {
    // However busy the host is, a keeper that is slow to start is not to be given up.
    return {.name = "local",
            .directory = root_,
            .keeper = built("hostfactory-machine"),
            .grace_s = 10,
            .start_timeout = std::chrono::minutes(1)};
}

std::multiset<std::string> ProcessMachines::running() const {
    std::multiset<std::string> ids;
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        if (!fs::exists(entry.path() / "environ", gone)) continue;
        const auto environment = environment_of(entry.path());
        auto id = variable_in(environment, "HOSTFACTORY_MACHINE_ID");
        // Other tests have machines of their own, elsewhere.
        if (!id.empty() && variable_in(environment, "HOME") == (root_ / id / "work").string())
            ids.insert(std::move(id));
    }
    return ids;
}

}  // namespace hf::testing
