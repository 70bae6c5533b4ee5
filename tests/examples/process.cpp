// The examples in the headers of adapters/providers/process.
#include "adapters/providers/process/keeper/answer.hpp"
#include "adapters/providers/process/keeper/command.hpp"
#include "adapters/providers/process/keeper/records.hpp"
#include "adapters/providers/process/machine_files.hpp"
#include "adapters/providers/process/machine_view.hpp"
#include "adapters/providers/process/process_provider.hpp"
#include "adapters/providers/process/program_search.hpp"
#include "adapters/providers/token_gate.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf::keeper {
namespace {

namespace word = process::word;

void answer(int ready_fd) {
    // example of adapters/providers/process/keeper/answer.hpp
    Answer answer(ready_fd);
    answer.give(word::ok, "4711");  // "ok 4711\n", and the file is closed
    // end of the example
}

int command(char** argv) {
    // example of adapters/providers/process/keeper/command.hpp
    Command command;
    if (const int error = command.prepare(argv)) return error;  // forked, waiting
    if (claim(command.pid()) == Claim::made)
        return command.go().error;
    else
        command.call_off();
    // end of the example
    return 0;
}

}  // namespace
}  // namespace hf::keeper

namespace hf::process {
namespace {

void keepers(Keepers& keepers, const std::filesystem::path& keeper, const std::filesystem::path& directory,
             const std::vector<std::string>& command, std::chrono::steady_clock::time_point deadline) {
    const std::uint32_t grace_s = 10;
    std::vector<SpawnedKeeper> ready;
    // example of adapters/providers/process/keepers.hpp
    auto spawned = keepers.spawn({keeper, directory, grace_s, command});
    if (!spawned) fail(spawned.error());  // an errno of posix_spawn
    ready.push_back(std::move(*spawned));
    auto answers = await_answers(ready, deadline);
    // end of the example
}

void machine_directory(const std::filesystem::path& root, const std::string& id, const MachineSpecRecord& order,
                       std::string_view environment) {
    // example of adapters/providers/process/machine_directory.hpp
    MachineDirectory::build(root, id, order, environment);  // appears whole
    if (auto machine = MachineDirectory::open(root, id))    // nothing: it isn't there
        if (!machine->started()) machine->revoke();
    // end of the example
}

void machine_view(const std::filesystem::path& root, Keepers& keepers) {
    // example of adapters/providers/process/machine_view.hpp
    MachineViews views(root, keepers);
    if (auto view = views.look("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b-1-3"))
        if (view->stage() == Stage::alive) use(view->id);
    // end of the example
}

void process_provider(const LaunchSpec& order, const std::vector<std::string>& ids) {
    // example of adapters/providers/process/process_provider.hpp
    ProcessProvider provider({.name = "local",
                              .directory = "/var/lib/hostfactory/local",
                              .keeper = "/usr/libexec/hostfactory/hostfactory-machine"});
    auto launched = provider.launch(order);
    auto machines = provider.describe(ids);
    // end of the example
}

void program_search() {
    // example of adapters/providers/process/program_search.hpp
    auto problem = problem_of_program("worker", default_path);
    // "cannot run worker: No such file or directory, along the PATH /usr/local/bin:/usr/bin:/bin"
    // end of the example
}

void token_gate(TokenGate& gate, const std::string& token) {
    // example of adapters/providers/token_gate.hpp
    const auto pass = gate.enter(token);  // until `pass` goes out of scope
    // end of the example
}

}  // namespace
}  // namespace hf::process
