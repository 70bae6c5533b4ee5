#include "tests/system/support/running_daemon.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "adapters/system/unix_account.hpp"
#include "adapters/zeromq/curve.hpp"
#include "tests/support/places.hpp"

namespace hf::system_test {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds within) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

std::vector<pid_t> processes_with(const std::string& text) {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        // A zombie has no command line any more.
        if (contents_of(entry.path() / "cmdline").find(text) != std::string::npos) found.push_back(std::stoi(name));
    }
    return found;
}

namespace {

// `./dev test --secured` runs the tests of all other things at sites that know who is asking. The user who runs them is
// an administrator, by his name at Unix sockets and by a key over TCP.
bool is_to_be_secured(const RunningDaemon::Options& options) {
    return std::getenv("HOSTFACTORY_TESTS_SECURED") != nullptr &&
           options.settings.find("security:") == options.settings.npos;
}

void write_privately(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

// Returns the settings.
std::string secure(const fs::path& directory, bool tcp, std::optional<ClientKeys>& keys) {
    const auto principals = directory / "principals.yaml";
    const auto line = [](const std::string& way) {
        return fmt::format("principals: [{{name: tester, {}, roles: [admin], acts_for: any}}]\n", way);
    };
    if (!tcp) {
        write_privately(principals, line(fmt::format("unix_user: {}", user_named(::geteuid()).value())));
        return fmt::format("security: {{principals: {}}}\n", principals.string());
    }
    const auto server = zeromq::generate_pair();
    const auto key_file = directory / "server.key";
    write_privately(key_file, server.secret_key + "\n");
    keys = ClientKeys{server.public_key, zeromq::generate_pair()};
    write_privately(principals, line(fmt::format("public_key: '{}'", keys->own.public_key.value)));
    return fmt::format("security: {{mechanism: curve, server_key: \"file:{}\", principals: {}}}\n", key_file.string(),
                       principals.string());
}

}  // namespace

RunningDaemon::RunningDaemon(const Options& options) {
    const auto endpoint = [&](const std::string& name, int port) {
        return options.tcp ? fmt::format("tcp://127.0.0.1:{}", port)
                           : fmt::format("ipc://{}/{}.sock", directory().string(), name);
    };
    // Ports that depend on this process, so that simultaneous tests do not collide; they are below
    // those that the kernel assigns.
    const int port = 20'000 + 3 * (getpid() % 4'000);
    endpoints_ = {endpoint("commands", port), endpoint("queries", port + 1), endpoint("events", port + 2)};
    endpoints_.keys = options.keys;
    const auto security = is_to_be_secured(options) ? secure(directory(), options.tcp, endpoints_.keys) : std::string{};
    std::ofstream file(configuration_file());
    file << fmt::format(
        "endpoints: {{commands: \"{}\", queries: \"{}\", events: \"{}\"}}\n"
        "store: {{path: {}/hostfactory.db, {}}}\n"
        "providers:\n  - {{name: local, type: process, directory: {}, {}}}\n"
        "feed: {{heartbeat_ms: 100}}\n{}\n{}",
        endpoints_.commands, endpoints_.queries, endpoints_.events,
        options.store_directory.empty() ? directory().string() : options.store_directory, options.store,
        machines_directory().string(), options.lane, options.settings, security);
    file.close();
    start();
}

RunningDaemon::~RunningDaemon() {
    if (::testing::Test::HasFailure()) std::fprintf(stderr, "--- hostfactoryd's log\n%s---\n", log().c_str());
    if (pid_ > 0) kill_hard();
    eventually([&] {
        const auto left = machines();
        for (const auto pid : left) ::kill(pid, SIGKILL);
        return left.empty();
    });
}

void RunningDaemon::spawn() {
    const auto log_file = (directory_ / "log").string();
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    std::string name = testing::built("hostfactoryd");
    std::string option = "--config";
    std::string file = configuration_file().string();
    char* const arguments[] = {name.data(), option.data(), file.data(), nullptr};
    const int error = posix_spawn(&pid_, name.c_str(), &files, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::runtime_error("can't start " + name);
}

void RunningDaemon::start() {
    spawn();
    Client probe(endpoints_, {.timeout = patience, .patience = patience});
    const auto answer = probe.query(GetStatus{});
    if (!answer)
        throw std::runtime_error("hostfactoryd does not answer: " + answer.error().error.message + "\n" + log());
}

bool RunningDaemon::running() {
    if (pid_ <= 0) return false;
    siginfo_t ended{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == 0;
}

void RunningDaemon::kill_hard() {
    ::kill(pid_, SIGKILL);
    wait();
}

void RunningDaemon::suspend() {
    ::kill(pid_, SIGSTOP);
    siginfo_t stopped{};
    // kill() returns before the last thread has come to a stop.
    if (::waitid(P_PID, static_cast<id_t>(pid_), &stopped, WSTOPPED) != 0)
        throw std::runtime_error("hostfactoryd can't be stopped");
}

void RunningDaemon::resume() { ::kill(pid_, SIGCONT); }

int RunningDaemon::wait() {
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int RunningDaemon::stop() {
    ::kill(pid_, SIGTERM);
    return wait();
}

std::string RunningDaemon::log() const { return contents_of(directory_ / "log"); }

Client RunningDaemon::client(std::chrono::milliseconds timeout) const {
    return Client(endpoints_, {.timeout = timeout, .patience = timeout});
}

std::vector<pid_t> RunningDaemon::machines() const { return processes_with(machines_directory().string()); }

CreateTemplate template_called(const std::string& id, std::int32_t max_number) {
    CreateTemplate command;
    command.spec.template_id = TemplateId{id};
    command.spec.provider = ProviderName{"local"};
    command.spec.max_number = max_number;
    return command;
}

RequestId request_machines(Client& client, const std::string& template_id, std::uint32_t count) {
    CreateRequest command;
    command.template_id = TemplateId{template_id};
    command.machine_count = count;
    const auto accepted = client.command(command);
    EXPECT_TRUE(accepted) << accepted.error().error.message;
    return accepted ? accepted->result.request_id : RequestId{};
}

RequestStatus end_of(Client& client, const RequestId& id) {
    RequestStatus status{};
    const bool over = eventually([&] {
        const auto request = client.query(GetRequest{id});
        if (request) status = request->result.status;
        return request && !is_open(status);
    });
    EXPECT_TRUE(over) << id.value << " is still " << name_of(status);
    return status;
}

std::uint64_t live_machines(Client& client) {
    ListMachines query;
    query.live_only = true;
    const auto machines = client.query(query);
    EXPECT_TRUE(machines) << machines.error().error.message;
    return machines ? machines->result.total : 0;
}

bool nothing_is_open(Client& client) {
    const auto status = client.query(GetStatus{});
    return status && status->result.requests.at("pending") + status->result.requests.at("in_progress") == 0;
}

void return_everything(Client& client) {
    EXPECT_TRUE(eventually([&] {
        // Asked first: the machines of a request that ends in between are listed below.
        const bool all_ended = nothing_is_open(client);
        ListMachines query;
        query.live_only = true;
        query.page.limit = 1000;
        const auto machines = client.query(query);
        if (!machines) return false;
        ReturnMachines command;
        for (const auto& machine : machines->result.items)
            if (!machine.return_requested) command.machine_ids.push_back(machine.spec.machine_id);
        if (!command.machine_ids.empty() && !client.command(command)) return false;
        return machines->result.total == 0 && all_ended;
    }));
}

}  // namespace hf::system_test
