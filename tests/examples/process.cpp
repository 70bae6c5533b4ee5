// The examples in the headers of adapters/providers/process.
#include "adapters/providers/process/host_trouble.hpp"
#include "adapters/providers/process/keeper/answer.hpp"
#include "adapters/providers/process/keeper/command.hpp"
#include "adapters/providers/process/keeper/records.hpp"
#include "adapters/providers/process/launching.hpp"
#include "adapters/providers/process/machine_files.hpp"
#include "adapters/providers/process/machine_view.hpp"
#include "adapters/providers/process/process_provider.hpp"
#include "adapters/providers/process/program_search.hpp"
#include "adapters/providers/process/settling.hpp"
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

int command(const char* program, char** argv) {
    // example of adapters/providers/process/keeper/command.hpp
    Command command;
    if (const int error = command.prepare(program, argv)) return error;  // forked, waiting
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
    if (auto machine = MachineDirectory::open(root, id))    // nothing: there is no such directory
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

ProviderResult<std::vector<ProviderMachine>> host_trouble(const std::string& token, const std::string& id) {
    const auto machines_of = [](const std::string&) { return std::vector<ProviderMachine>{}; };
    const auto look = [](const std::string&) {};
    // example of adapters/providers/process/host_trouble.hpp
    const bool known = apart([&] { look(id); });           // one machine's trouble is not that of the others
    return answering([&] { return machines_of(token); });  // a ProviderResult
    // end of the example
}

void launching(const Launching::Dependencies& dependencies, const LaunchSpec& order,
               const ProcessConfiguration& configuration) {
    // example of adapters/providers/process/launching.hpp
    Launching launching(dependencies, order, configuration);
    launching.start_missing();
    use(launching.machines());  // those that were there, and those that came up
    use(launching.error());     // why there are fewer than were ordered; then machines() may not be all of the token
    // end of the example
}

void settling(const std::filesystem::path& directory, Keepers& keepers, MachineViews& views, const std::string& id,
              const std::string& token) {
    // example of adapters/providers/process/settling.hpp
    Settling settling(directory, keepers, views);
    if (auto view = settling.settle(*views.look(id))) use(*view);  // a keeper runs it, or it has ended
    for (const auto& view : settling.all_of(token)) use(view);     // and no further machine of the token can come up
    // end of the example
}

void program_search() {
    // example of adapters/providers/process/program_search.hpp
    auto program = find_program("worker", default_path);
    if (!program) fail(program.error().words);
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
