// The process provider on the real thing: real keepers, real processes, a real
// directory. A new ProcessProvider on the same directory is what a restarted daemon has.
#include "adapters/providers/process/process_provider.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>
#include <thread>

#include "adapters/providers/process/machine_directory.hpp"
#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/processes.hpp"
#include "tests/support/places.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using process::MachineDirectory;

const std::string keeper_program = testing::built("hostfactory-machine");
constexpr const char* token = "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b-1";

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds most = 20s) {
    const auto deadline = std::chrono::steady_clock::now() + most;
    while (std::chrono::steady_clock::now() < deadline) {
        if (holds()) return true;
        std::this_thread::sleep_for(2ms);
    }
    return holds();
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_text(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

bool runs(pid_t pid) {
    const auto stat = text_of(fmt::format("/proc/{}/stat", pid));
    const auto at = stat.rfind(')');
    return at != std::string::npos && stat[at + 2] != 'Z' && stat[at + 2] != 'X';
}

std::uint64_t start_of(pid_t pid) {
    std::istringstream fields(text_of(fmt::format("/proc/{}/stat", pid)));
    std::string field;
    for (int i = 0; i < 22; ++i) fields >> field;
    return std::strtoull(field.c_str(), nullptr, 10);
}

Value sh(const std::string& script) { return ValueList{"/bin/sh", "-c", script}; }

// A process of ours that must survive.
class Bystander {
public:
    Bystander() : pid_(::fork()) {
        if (pid_ == 0)
            for (;;) ::pause();
    }
    ~Bystander() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Bystander(const Bystander&) = delete;
    Bystander& operator=(const Bystander&) = delete;
    [[nodiscard]] pid_t pid() const { return pid_; }

private:
    pid_t pid_;
};

class ProcessProviderTest : public ::testing::Test {
protected:
    void SetUp() override {
        std::string name = fs::temp_directory_path() / "hostfactory-process-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        base = name;
        root = base / "machines";
        provider = std::make_unique<ProcessProvider>(settings());
    }

    // Whatever a test left, also when it failed, ends here.
    void TearDown() override {
        std::vector<std::string> ids;
        if (fs::exists(root))
            for (const auto& entry : fs::directory_iterator(root)) ids.push_back(entry.path().filename());
        for (const auto& id : ids)
            if (const auto machine = MachineDirectory::open(root, id))
                if (const auto started = machine->started()) process::signal_process(started->keeper, SIGKILL);
        EXPECT_TRUE(eventually([&] {
            const auto seen = provider->describe(ids);
            return seen && std::none_of(seen->begin(), seen->end(), [](const auto& m) {
                       return m.status == MachineStatus::running || m.status == MachineStatus::shutting_down;
                   });
        }));
        provider.reset();
        // All keepers are our children, also those of other providers.
        EXPECT_TRUE(eventually([] {
            while (::waitpid(-1, nullptr, WNOHANG) > 0) {
            }
            return ::waitpid(-1, nullptr, WNOHANG) < 0 && errno == ECHILD;
        }));
        fs::remove_all(base);
    }

    [[nodiscard]] ProcessSettings settings(const fs::path& keeper = keeper_program) const {
        return {.name = "local", .directory = root, .keeper = keeper, .grace_s = 10};
    }

    static LaunchOrder order(std::uint32_t count, ValueMap configuration = {}, const std::string& of = token) {
        LaunchOrder result;
        result.token = of;
        result.count = count;
        result.site = "site-a";
        result.request_id = "req-1";
        result.template_id = "small";
        result.tags = {{"owner", "tests"}};
        result.configuration = std::move(configuration);
        return result;
    }

    static std::string id(std::uint32_t index) { return process::machine_id(token, index); }

    // The one machine, launched.
    ProviderMachine launch_one(ValueMap configuration = {}) {
        auto result = provider->launch(order(1, std::move(configuration)));
        EXPECT_FALSE(result.error) << result.error->message;
        EXPECT_EQ(result.machines.size(), 1U);
        return result.machines.empty() ? ProviderMachine{} : result.machines.front();
    }

    std::optional<ProviderMachine> seen(const std::string& machine_id) { return seen_by(*provider, machine_id); }
    static std::optional<ProviderMachine> seen_by(ProcessProvider& by, const std::string& machine_id) {
        const std::vector ids{machine_id};
        auto machines = by.describe(ids);
        EXPECT_TRUE(machines);
        if (!machines || machines->empty()) return std::nullopt;
        return machines->front();
    }

    ProviderMachine ended(const std::string& machine_id) {
        EXPECT_TRUE(eventually([&] {
            const auto machine = seen(machine_id);
            return machine && !is_live(machine->status);
        })) << machine_id;
        return seen(machine_id).value_or(ProviderMachine{});
    }

    void terminate(const std::string& machine_id) {
        const std::vector ids{machine_id};
        EXPECT_TRUE(provider->terminate(ids));
    }

    void forget(const std::string& machine_id) {
        const std::vector ids{machine_id};
        provider->forget(ids);
    }

    process::Started started(const std::string& machine_id) const {
        const auto machine = MachineDirectory::open(root, machine_id);
        return machine ? machine->started().value_or(process::Started{}) : process::Started{};
    }

    // A pid that the command wrote to a file in its working directory.
    pid_t pid_in(const std::string& machine_id, const std::string& file) const {
        const auto path = root / machine_id / "work" / file;
        EXPECT_TRUE(eventually([&] { return text_of(path).ends_with('\n'); })) << path;
        return std::atoi(text_of(path).c_str());
    }

    // What a daemon leaves that was killed before it started the keeper.
    void place(std::uint32_t index, const std::string& site = "site-a") const {
        fs::create_directories(root);
        MachineDirectory::build(root, id(index), {token, site, "req-1", "small", "name", index, {}, 10, {}},
                                std::string("A=1\0", 4));
    }

    // Claims id(1) in the name of a process that isn't its keeper.
    void place_claim(pid_t keeper, std::uint64_t start, const std::string& boot = process::boot_id()) const {
        place(1);
        write_text(root / id(1) / "started",
                   fmt::format("keeper {}\nkeeper_start {}\ncommand {}\ncommand_start {}\nboot {}\ntime 1\n", keeper,
                               start, keeper, start, boot));
    }

    std::string keeper_answer(std::uint32_t index) {
        auto spawned = late_keepers.spawn({keeper_program, root / id(index), 10, {}});
        EXPECT_TRUE(spawned);
        std::vector<process::SpawnedKeeper> one;
        one.push_back(std::move(*spawned));
        const auto answers = process::await_answers(one, std::chrono::steady_clock::now() + 20s);
        EXPECT_TRUE(answers[0]);
        const auto word = answers[0].value_or("");
        EXPECT_TRUE(eventually([&] { return word.starts_with("ok") || !runs(one[0].pid); }));
        late_keepers.reap();
        return word.substr(0, word.find(' '));
    }

    fs::path script(const std::string& text) const {
        auto path = base / "keeper.sh";
        write_text(path, "#!/bin/sh\n" + text);
        fs::permissions(path, fs::perms::owner_all);
        return path;
    }

    fs::path base;
    fs::path root;
    std::unique_ptr<ProcessProvider> provider;
    process::Keepers late_keepers;
};

using Status = MachineStatus;

TEST_F(ProcessProviderTest, LaunchesMachinesThatRun) {
    const auto result = provider->launch(order(3, {{"command", ValueList{"/bin/sleep", "1000"}}}));
    ASSERT_FALSE(result.error) << result.error->message;
    ASSERT_EQ(result.machines.size(), 3U);
    std::set<std::string> names;
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto& machine = result.machines[i];
        EXPECT_EQ(machine.id, id(i + 1));
        EXPECT_EQ(machine.token, token);
        EXPECT_EQ(machine.status, Status::running);
        EXPECT_EQ(machine.private_ip, "127.0.0.1");
        EXPECT_EQ(machine.instance_type, "process");
        EXPECT_TRUE(names.insert(machine.name).second);
        EXPECT_EQ(machine.details.at("directory"), Value((root / machine.id).string()));
        EXPECT_EQ(machine.details.at("log"), Value((root / machine.id / "log").string()));
        EXPECT_TRUE(runs(static_cast<pid_t>(*machine.details.at("pid").as_integer())));
    }
    EXPECT_TRUE(provider->health());
}

TEST_F(ProcessProviderTest, WithoutACommandTheKeeperIsTheMachine) {
    const auto machine = launch_one();
    EXPECT_EQ(*machine.details.at("pid").as_integer(), started(machine.id).keeper.pid);
    EXPECT_EQ(text_of(fmt::format("/proc/{}/comm", started(machine.id).keeper.pid)), "hf-machine\n");
    terminate(machine.id);
    EXPECT_EQ(ended(machine.id).status, Status::terminated);
}

TEST_F(ProcessProviderTest, TellsHowACommandEnded) {
    auto machine = ended(launch_one({{"command", sh("exit 3")}}).id);
    EXPECT_EQ(machine.status, Status::failed);
    EXPECT_EQ(machine.reason, "exit status 3");

    auto result = provider->launch(order(1, {{"command", sh("kill -SEGV $$")}}, "other-1"));
    ASSERT_EQ(result.machines.size(), 1U);
    machine = ended("other-1-1");
    EXPECT_EQ(machine.status, Status::failed);
    EXPECT_EQ(machine.reason, "signal 11 (Segmentation fault)");
}

TEST_F(ProcessProviderTest, RunsTheCommandInItsOwnDirectoryAndLog) {
    ::setenv("HOSTFACTORY_TEST_SECRET", "of the daemon", 1);
    const int leak = ::open("/dev/null", O_RDONLY);  // not closed on exec
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
    const auto ignored = ::signal(SIGUSR2, SIG_IGN);
    const auto machine =
        launch_one({{"command", sh("pwd; env; echo stderr >&2; grep -E 'Sig(Blk|Ign)' /proc/self/status; "
                                   "echo fds $(ls /proc/self/fd); echo in $(readlink /proc/self/fd/0)")},
                    {"environment", ValueMap{{"WORKERS", "4 and more"}, {"LANG", "C"}}}});
    ::signal(SIGUSR2, ignored);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::close(leak);
    ::unsetenv("HOSTFACTORY_TEST_SECRET");
    EXPECT_EQ(ended(machine.id).reason, "exit status 0");

    const auto log = text_of(root / machine.id / "log");
    const auto has = [&](const std::string& line) {
        return ("\n" + log).find("\n" + line + "\n") != std::string::npos;
    };
    EXPECT_TRUE(has((root / machine.id / "work").string())) << log;
    EXPECT_TRUE(has("WORKERS=4 and more")) << log;
    EXPECT_TRUE(has("HOSTFACTORY_MACHINE_ID=" + machine.id)) << log;
    EXPECT_TRUE(has("HOSTFACTORY_REQUEST_ID=req-1")) << log;
    EXPECT_TRUE(has(std::string("HOSTFACTORY_TOKEN=") + token)) << log;
    EXPECT_TRUE(has("HOME=" + (root / machine.id / "work").string())) << log;
    EXPECT_TRUE(has("stderr")) << log;
    EXPECT_TRUE(has("SigBlk:\t0000000000000000")) << log;
    EXPECT_TRUE(has("SigIgn:\t0000000000000000")) << log;
    EXPECT_TRUE(has("fds 0 1 2 3")) << log;  // 3 is the directory that ls reads
    EXPECT_TRUE(has("in /dev/null")) << log;
    EXPECT_EQ(log.find("SECRET"), std::string::npos) << log;
}

TEST_F(ProcessProviderTest, FindsAProgramAlongTheMachinesPath) {
    EXPECT_EQ(ended(launch_one({{"command", ValueList{"true"}}}).id).reason, "exit status 0");
}

TEST_F(ProcessProviderTest, SaysWhyACommandCannotRun) {
    for (int again = 0; again < 2; ++again) {
        const auto result = provider->launch(order(3, {{"command", ValueList{"/no/such/program"}}}));
        EXPECT_TRUE(result.machines.empty());
        ASSERT_TRUE(result.error);
        EXPECT_EQ(result.error->kind, ProviderErrorKind::invalid);
        EXPECT_EQ(result.error->message, "cannot run /no/such/program: No such file or directory");
    }
    const auto found = provider->find(token);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->empty());
    EXPECT_TRUE(fs::is_empty(root));

    // When the host is as it should be, the same order succeeds.
    const auto result = provider->launch(order(1, {{"command", ValueList{"/bin/sleep", "1000"}}}));
    EXPECT_FALSE(result.error);
    EXPECT_EQ(result.machines.size(), 1U);
}

TEST_F(ProcessProviderTest, RefusesOrdersThatMakeNoSense) {
    for (const auto& bad : {order(1, {{"comand", sh("x")}}), order(1, {}, "../x"), order(1, {}, "")}) {
        const auto result = provider->launch(bad);
        EXPECT_TRUE(result.machines.empty());
        ASSERT_TRUE(result.error);
        EXPECT_EQ(result.error->kind, ProviderErrorKind::invalid) << result.error->message;
    }
    EXPECT_EQ(provider->launch(order(1, {{"comand", sh("x")}})).error->message,
              "configuration.comand: is not known here; did you mean \"command\"?");
    EXPECT_FALSE(fs::exists(root) && !fs::is_empty(root));
    EXPECT_TRUE(provider->launch(order(0)).machines.empty());
    EXPECT_FALSE(provider->launch(order(0)).error);
}

TEST_F(ProcessProviderTest, TooLongACommandIsInvalid) {
    ValueList command{"/bin/true"};
    for (int i = 0; i < 100; ++i) command.emplace_back(std::string(100'000, 'x'));
    const auto result = provider->launch(order(2, {{"command", std::move(command)}}));
    EXPECT_TRUE(result.machines.empty());
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, ProviderErrorKind::invalid) << result.error->message;
    EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(ProcessProviderTest, TroubleWithTheHostIsUnreachable) {
    write_text(base / "file", "");
    auto where = settings();
    where.directory = base / "file" / "machines";
    ProcessProvider nowhere(where);
    EXPECT_EQ(nowhere.launch(order(1)).error.value_or(ProviderError{}).kind, ProviderErrorKind::unreachable);
    EXPECT_FALSE(nowhere.health());

    ProcessProvider keeperless(settings(base / "none"));
    const auto result = keeperless.launch(order(2));
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, ProviderErrorKind::unreachable);
    EXPECT_FALSE(keeperless.health());
    EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(ProcessProviderTest, AKeeperThatCannotForkMeansNoCapacity) {
    ProcessProvider full(
        settings(script("echo 'no_capacity cannot fork for x: Resource temporarily unavailable' >&3\n")));
    const auto result = full.launch(order(2));
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, ProviderErrorKind::no_capacity);
    EXPECT_EQ(result.error->message, "cannot fork for x: Resource temporarily unavailable");
    EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(ProcessProviderTest, AKeeperThatSaysNothingIsGivenUp) {
    for (const auto* text : {"exec sleep 1000\n", "kill -KILL $$\n"}) {
        auto hasty = settings(script(text));
        hasty.start_timeout = 300ms;
        ProcessProvider by(hasty);
        const auto result = by.launch(order(2));
        EXPECT_TRUE(result.machines.empty());
        ASSERT_TRUE(result.error);
        EXPECT_EQ(result.error->kind, ProviderErrorKind::unreachable) << result.error->message;
        EXPECT_TRUE(fs::is_empty(root));
    }
}

// P6: the same token never makes a further machine.
TEST_F(ProcessProviderTest, LaunchingAgainStartsOnlyWhatIsMissing) {
    const ValueMap configuration{{"command", sh("echo x >> ../starts; exec sleep 1000")}};
    ASSERT_EQ(provider->launch(order(2, configuration)).machines.size(), 2U);
    EXPECT_EQ(provider->launch(order(2, configuration)).machines.size(), 2U);
    ProcessProvider restarted(settings());
    const auto more = restarted.launch(order(4, configuration));
    EXPECT_FALSE(more.error);
    EXPECT_EQ(more.machines.size(), 4U);
    for (std::uint32_t i = 1; i <= 4; ++i) {
        EXPECT_TRUE(eventually([&] { return text_of(root / id(i) / "starts") == "x\n"; }));
        EXPECT_EQ(more.machines[i - 1].status, Status::running);
    }
}

TEST_F(ProcessProviderTest, AMachineThatEndedIsNotStartedAgain) {
    EXPECT_EQ(ended(launch_one({{"command", sh("exit 7")}}).id).reason, "exit status 7");
    for (int restart = 0; restart < 2; ++restart) {
        ProcessProvider by(settings());
        const auto result = by.launch(order(1, {{"command", sh("exit 8")}}));
        ASSERT_EQ(result.machines.size(), 1U);
        EXPECT_EQ(result.machines[0].status, Status::failed);
        EXPECT_EQ(result.machines[0].reason, "exit status 7");
    }
}

TEST_F(ProcessProviderTest, ConcurrentLaunchesOfOneTokenMakeEachMachineOnce) {
    constexpr std::uint32_t count = 20;
    const ValueMap configuration{{"command", sh("echo x >> ../starts; exec sleep 1000")}};
    ProcessProvider other(settings());
    std::vector<LaunchResult> results(6);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < results.size(); ++i)
        threads.emplace_back([&, i] { results[i] = (i % 2 ? other : *provider).launch(order(count, configuration)); });
    for (auto& thread : threads) thread.join();
    for (const auto& result : results) {
        EXPECT_FALSE(result.error) << result.error->message;
        EXPECT_EQ(result.machines.size(), count);
    }
    const auto found = provider->find(token);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->size(), count);
    for (std::uint32_t i = 1; i <= count; ++i)
        EXPECT_TRUE(eventually([&] { return text_of(root / id(i) / "starts") == "x\n"; }))
            << text_of(root / id(i) / "starts");
}

TEST_F(ProcessProviderTest, IsFoundAfterARestart) {
    const auto machine = launch_one({{"command", ValueList{"/bin/sleep", "1000"}}});
    ProcessProvider restarted(settings());
    const auto found = restarted.find(token);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    EXPECT_EQ(found->front().id, machine.id);
    EXPECT_EQ(found->front().name, machine.name);
    EXPECT_EQ(found->front().status, Status::running);
    EXPECT_EQ(restarted.find("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")->size(), 0U);

    const std::vector ids{machine.id};
    EXPECT_TRUE(restarted.terminate(ids));
    EXPECT_TRUE(eventually([&] { return seen_by(restarted, machine.id)->status == Status::terminated; }));
    EXPECT_EQ(seen_by(restarted, machine.id)->reason, "signal 15 (Terminated)");
}

TEST_F(ProcessProviderTest, TerminateEndsTheCommandGently) {
    const auto machine =
        launch_one({{"command", sh("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done")}});
    EXPECT_TRUE(eventually([&] { return text_of(root / machine.id / "log") == "up\n"; }));
    terminate(machine.id);
    terminate(machine.id);
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::terminated);
    EXPECT_EQ(end.reason, "exit status 0");
    EXPECT_TRUE(text_of(root / machine.id / "log").ends_with("bye\n"));
    terminate(machine.id);
    terminate("unknown-1");
    terminate("../../etc");
    EXPECT_EQ(seen(machine.id)->status, Status::terminated);
}

TEST_F(ProcessProviderTest, AfterTheGraceTheCommandIsKilled) {
    const auto machine =
        launch_one({{"command", sh("trap '' TERM; echo up; while :; do sleep 0.01; done")}, {"grace_s", 1}});
    EXPECT_TRUE(eventually([&] { return text_of(root / machine.id / "log") == "up\n"; }));
    const auto before = std::chrono::steady_clock::now();
    terminate(machine.id);
    EXPECT_EQ(seen(machine.id)->status, Status::shutting_down);
    const auto end = ended(machine.id);
    EXPECT_GE(std::chrono::steady_clock::now() - before, 950ms);
    EXPECT_EQ(end.status, Status::terminated);
    EXPECT_EQ(end.reason, "signal 9 (Killed)");
}

TEST_F(ProcessProviderTest, AStoppedCommandEndsToo) {
    const auto machine = launch_one({{"command", ValueList{"/bin/sleep", "1000"}}});
    ASSERT_EQ(::kill(started(machine.id).command.pid, SIGSTOP), 0);
    terminate(machine.id);
    EXPECT_EQ(ended(machine.id).reason, "signal 15 (Terminated)");
}

TEST_F(ProcessProviderTest, AnEndThatWeDidNotOrderIsAFailure) {
    const auto machine = launch_one({{"command", ValueList{"/bin/sleep", "1000"}}});
    ASSERT_FALSE(process::signal_process(started(machine.id).keeper, SIGTERM));
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::failed);
    EXPECT_EQ(end.reason, "signal 15 (Terminated), after a signal to its keeper");
}

TEST_F(ProcessProviderTest, WhatTheCommandStartedEndsWithIt) {
    const auto machine =
        launch_one({{"command", sh("sleep 1000 & echo $! > child; setsid sleep 1000 & echo $! > escaped; "
                                   "while [ ! -e go ]; do sleep 0.01; done; exit 5")}});
    const auto child = pid_in(machine.id, "child");
    const auto escaped = pid_in(machine.id, "escaped");
    EXPECT_TRUE(runs(child));
    EXPECT_TRUE(runs(escaped));
    write_text(root / machine.id / "work" / "go", "");
    EXPECT_EQ(ended(machine.id).reason, "exit status 5");
    // All of it is gone when the machine is said to be.
    EXPECT_FALSE(runs(child));
    EXPECT_FALSE(runs(escaped));
}

TEST_F(ProcessProviderTest, KillingTheKeeperKillsTheMachine) {
    const auto machine =
        launch_one({{"command", sh("sleep 1000 & echo $! > child; setsid sleep 1000 & echo $! > escaped; "
                                   "sleep 1000")}});
    const auto child = pid_in(machine.id, "child");
    const auto escaped = pid_in(machine.id, "escaped");
    const auto of = started(machine.id);
    ASSERT_FALSE(process::signal_process(of.keeper, SIGKILL));
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::failed);
    EXPECT_EQ(end.reason, "signal 9 (Killed)");
    for (const auto pid : {of.command.pid, child, escaped}) EXPECT_TRUE(eventually([&] { return !runs(pid); }));
    // It is written down, so the next daemon knows it too.
    ProcessProvider restarted(settings());
    EXPECT_EQ(seen_by(restarted, machine.id)->reason, "signal 9 (Killed)");
}

TEST_F(ProcessProviderTest, NobodySawHowAKeeperEndedThatIsNotOurChild) {
    const auto machine = launch_one({{"command", ValueList{"/bin/sleep", "1000"}}});
    const auto of = started(machine.id);
    ASSERT_FALSE(process::signal_process(of.keeper, SIGKILL));
    EXPECT_TRUE(eventually([&] { return !runs(of.keeper.pid); }));
    ProcessProvider restarted(settings());
    const auto end = seen_by(restarted, machine.id);
    EXPECT_EQ(end->status, Status::failed);
    EXPECT_EQ(end->reason, "was killed; nobody saw how");
    EXPECT_TRUE(eventually([&] { return !runs(of.command.pid); }));
}

TEST_F(ProcessProviderTest, APidThatIsUsedAgainFoolsNobody) {
    Bystander bystander;
    place_claim(bystander.pid(), start_of(bystander.pid()) - 1);
    EXPECT_EQ(provider->list("site-a")->size(), 0U);
    terminate(id(1));
    EXPECT_EQ(seen(id(1))->status, Status::failed);
    EXPECT_EQ(seen(id(1))->reason, "was killed; nobody saw how");
    const auto result = provider->launch(order(1));
    ASSERT_EQ(result.machines.size(), 1U);
    EXPECT_EQ(result.machines[0].status, Status::failed);
    EXPECT_TRUE(runs(bystander.pid()));
}

// Even while somebody holds the lock, only the process that is named by pid and start is signalled.
TEST_F(ProcessProviderTest, AHeldLockDoesNotMakeAStrangerTheKeeper) {
    Bystander bystander;
    place_claim(bystander.pid(), start_of(bystander.pid()) - 1);
    const process::FileDescriptor lock(::open((root / id(1) / "lock").c_str(), O_RDWR | O_CLOEXEC));
    struct flock whole {};
    whole.l_type = F_WRLCK;
    ASSERT_EQ(::fcntl(lock.get(), F_OFD_SETLK, &whole), 0);
    EXPECT_EQ(seen(id(1))->status, Status::running);
    terminate(id(1));
    EXPECT_EQ(seen(id(1))->status, Status::shutting_down);
    EXPECT_TRUE(runs(bystander.pid()));
}

TEST_F(ProcessProviderTest, ARebootEndsMachines) {
    Bystander bystander;
    place_claim(bystander.pid(), start_of(bystander.pid()), "11111111-2222-3333-4444-555555555555");
    EXPECT_EQ(seen(id(1))->status, Status::failed);
    EXPECT_EQ(seen(id(1))->reason, "ended with a reboot of the host");
    EXPECT_TRUE(runs(bystander.pid()));
}

TEST_F(ProcessProviderTest, AClaimThatTheDiskLostIsStillAClaim) {
    place(1);
    write_text(root / id(1) / "started", "");
    const auto result = provider->launch(order(1));
    ASSERT_EQ(result.machines.size(), 1U);
    EXPECT_EQ(result.machines[0].status, Status::failed);
    terminate(id(1));
}

// P6: once find() has answered, a keeper that was slow can't bring up a machine.
TEST_F(ProcessProviderTest, FindIsFinal) {
    place(1);
    place(2);
    EXPECT_EQ(seen(id(1))->status, Status::pending);
    EXPECT_EQ(provider->find(token)->size(), 0U);
    EXPECT_EQ(keeper_answer(1), "gone");
    EXPECT_FALSE(seen(id(1)));
    EXPECT_TRUE(fs::is_empty(root));
    // Unless it is launched again.
    EXPECT_EQ(provider->launch(order(2)).machines.size(), 2U);
    EXPECT_EQ(keeper_answer(1), "already");
}

TEST_F(ProcessProviderTest, ASlowKeeperLosesToFind) {
    const auto slow = script(
        fmt::format("while [ ! -e {0}/go ]; do sleep 0.01; done\nexec {1} \"$@\"\n", base.string(), keeper_program));
    place(1);
    auto spawned = late_keepers.spawn({slow, root / id(1), 10, {"/bin/sleep", "1000"}});
    ASSERT_TRUE(spawned);
    EXPECT_EQ(provider->find(token)->size(), 0U);
    write_text(base / "go", "");
    std::vector<process::SpawnedKeeper> one;
    one.push_back(std::move(*spawned));
    const auto answers = process::await_answers(one, std::chrono::steady_clock::now() + 20s);
    EXPECT_TRUE(answers[0].value_or("").starts_with("gone")) << answers[0].value_or("nothing");
    EXPECT_TRUE(eventually([&] { return !runs(one[0].pid); }));
    late_keepers.reap();
    EXPECT_EQ(provider->find(token)->size(), 0U);
}

// Keepers and find() race for the claim; whoever wins, both agree about it.
TEST_F(ProcessProviderTest, KeepersAndFindAgreeWhateverTheirOrder) {
    constexpr std::uint32_t count = 40;
    for (std::uint32_t i = 1; i <= count; ++i) place(i);
    std::vector<process::SpawnedKeeper> spawned;
    std::thread finder;
    for (std::uint32_t i = 1; i <= count; ++i) {
        auto keeper = late_keepers.spawn({keeper_program, root / id(i), 10, {"/bin/sleep", "1000"}});
        ASSERT_TRUE(keeper);
        spawned.push_back(std::move(*keeper));
        if (i == count / 2) finder = std::thread([&] { EXPECT_TRUE(provider->find(token)); });
    }
    const auto answers = process::await_answers(spawned, std::chrono::steady_clock::now() + 20s);
    finder.join();
    std::set<std::string> up;
    for (std::uint32_t i = 1; i <= count; ++i)
        if (answers[i - 1].value_or("").starts_with("ok")) up.insert(id(i));
    std::set<std::string> found;
    const auto machines = provider->find(token);
    ASSERT_TRUE(machines);
    for (const auto& machine : *machines) {
        EXPECT_EQ(machine.status, Status::running);
        found.insert(machine.id);
    }
    EXPECT_EQ(found, up);
}

TEST_F(ProcessProviderTest, TerminateCallsOffWhatHasNotBegun) {
    place(1);
    terminate(id(1));
    EXPECT_EQ(seen(id(1))->status, Status::terminated);
    EXPECT_EQ(keeper_answer(1), "revoked");
    // It was this token's machine, and is not replaced.
    const auto result = provider->launch(order(1));
    ASSERT_EQ(result.machines.size(), 1U);
    EXPECT_EQ(result.machines[0].status, Status::terminated);
    EXPECT_EQ(provider->find(token)->size(), 1U);
    forget(id(1));
    EXPECT_FALSE(seen(id(1)));
}

TEST_F(ProcessProviderTest, LaunchMendsWhatADaemonLeftThatWasKilled) {
    fs::create_directories(root / id(1));                 // empty
    fs::create_directories(root / id(2) / "work" / "x");  // without order and lock
    place(3);                                             // not spawned
    place(4);
    write_text(root / id(4) / "started", "revoked\n");  // revoked, and not removed
    place(5);
    write_text(root / id(5) / "order.json", "");
    fs::create_directories(root / (".new-" + id(6) + ".1.1"));
    EXPECT_EQ(provider->list("site-a")->size(), 0U);
    const auto result = provider->launch(order(6));
    EXPECT_FALSE(result.error) << result.error->message;
    EXPECT_EQ(result.machines.size(), 6U);
    for (const auto& machine : result.machines) EXPECT_EQ(machine.status, Status::running) << machine.id;
    EXPECT_EQ(provider->list("site-a")->size(), 6U);
}

TEST_F(ProcessProviderTest, FindClearsWhatADaemonLeftThatWasKilled) {
    fs::create_directories(root / id(1));
    fs::create_directories(root / id(2) / "work" / "x");
    place(3);
    place(4);
    write_text(root / id(4) / "started", "revoked\n");
    EXPECT_EQ(provider->find(token)->size(), 0U);
    EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(ProcessProviderTest, UnfinishedDirectoriesGoAfterAWhile) {
    const auto fresh = root / (".new-" + id(1) + ".1.1");
    const auto old = root / (".new-" + id(2) + ".1.2");
    fs::create_directories(fresh);
    fs::create_directories(old / "work");
    fs::last_write_time(old, fs::file_time_type::clock::now() - 2h);
    EXPECT_TRUE(provider->list("site-a"));
    EXPECT_TRUE(fs::exists(fresh));
    EXPECT_FALSE(fs::exists(old));
}

TEST_F(ProcessProviderTest, ListsTheLivingOfASite) {
    auto other = order(2, {}, "other-1");
    other.site = "site-b";
    ASSERT_EQ(provider->launch(order(3)).machines.size(), 3U);
    ASSERT_EQ(provider->launch(other).machines.size(), 2U);
    EXPECT_EQ(provider->list("site-a")->size(), 3U);
    EXPECT_EQ(provider->list("site-b")->size(), 2U);
    EXPECT_EQ(provider->list("site-c")->size(), 0U);
    terminate(id(2));
    EXPECT_EQ(ended(id(2)).status, Status::terminated);
    ProcessProvider restarted(settings());
    const auto left = restarted.list("site-a");
    ASSERT_EQ(left->size(), 2U);
    for (const auto& machine : *left) EXPECT_NE(machine.id, id(2));
}

TEST_F(ProcessProviderTest, ListOfADirectoryThatIsNotThereIsEmpty) {
    const auto machines = provider->list("site-a");
    ASSERT_TRUE(machines);
    EXPECT_TRUE(machines->empty());
}

TEST_F(ProcessProviderTest, ForgetsOnlyWhatHasEnded) {
    ASSERT_EQ(
        provider->launch(order(2, {{"command", sh("mkdir -p a/b; ln -s / a/root; exec sleep 1000")}})).machines.size(),
        2U);
    terminate(id(1));
    EXPECT_EQ(ended(id(1)).status, Status::terminated);
    const std::vector ids{id(1), id(2), std::string("unknown-1"), std::string("../x-1")};
    provider->forget(ids);
    const auto machines = provider->describe(ids);
    ASSERT_TRUE(machines);
    ASSERT_EQ(machines->size(), 1U);
    EXPECT_EQ(machines->front().id, id(2));
    EXPECT_EQ(machines->front().status, Status::running);
    EXPECT_FALSE(fs::exists(root / id(1)));
    EXPECT_TRUE(fs::exists("/bin/sh"));
}

TEST_F(ProcessProviderTest, KnowsAMachineThatWasForgottenAndMadeAgain) {
    EXPECT_EQ(ended(launch_one({{"command", sh("exit 1")}}).id).reason, "exit status 1");
    ProcessProvider other(settings());
    const std::vector ids{id(1)};
    other.forget(ids);
    ASSERT_EQ(other.launch(order(1, {{"command", sh("exit 2")}})).machines.size(), 1U);
    EXPECT_EQ(ended(id(1)).reason, "exit status 2");
}

TEST_F(ProcessProviderTest, LeavesNoZombies) {
    ASSERT_EQ(provider->launch(order(5, {{"command", sh("exit 0")}})).machines.size(), 5U);
    for (std::uint32_t i = 1; i <= 5; ++i) ended(id(i));
    EXPECT_TRUE(eventually([&] {
        EXPECT_TRUE(provider->list("site-a"));
        for (std::uint32_t i = 1; i <= 5; ++i)
            if (fs::exists(fmt::format("/proc/{}", started(id(i)).keeper.pid))) return false;
        return true;
    }));
}

// P6: a daemon is killed somewhere in a launch, a new one asks for the same again, or asks
// what there is. The processes are those that the provider tells of, each started once.
TEST_F(ProcessProviderTest, KilledAtAnyInstantALaunchCanBeRepeatedOrCalledOff) {
    constexpr std::uint32_t count = 8;
    const ValueMap configuration{{"command", sh("echo x >> ../starts; exec sleep 1000")}};
    const auto processes_of = [](const std::string& of) {
        std::size_t processes = 0;
        std::error_code gone;
        for (const auto& entry : fs::directory_iterator("/proc"))
            if (fs::exists(entry.path() / "environ", gone) &&
                text_of(entry.path() / "environ").find("HOSTFACTORY_TOKEN=" + of + '\0') != std::string::npos)
                ++processes;
        return processes;
    };
    for (int round = 0; round < 24; ++round) {
        const auto of = fmt::format("round-{}", round);
        const auto daemon = ::fork();
        if (daemon == 0) {
            ProcessProvider killed(settings());
            static_cast<void>(killed.launch(order(count, configuration, of)));
            ::_exit(0);
        }
        std::this_thread::sleep_for(round * 700us);
        ::kill(daemon, SIGKILL);
        ::waitpid(daemon, nullptr, 0);

        ProcessProvider restarted(settings());
        std::vector<ProviderMachine> machines;
        if (round % 2) {
            auto result = restarted.launch(order(count, configuration, of));
            EXPECT_FALSE(result.error) << result.error->message;
            EXPECT_EQ(result.machines.size(), count);
            machines = std::move(result.machines);
        } else {
            machines = restarted.find(of).value();
        }
        std::vector<std::string> ids;
        for (const auto& machine : machines) {
            ids.push_back(machine.id);
            const auto starts = root / machine.id / "starts";
            // A keeper may have claimed its machine and not yet run its command.
            EXPECT_TRUE(eventually([&] { return text_of(starts) == "x\n"; })) << machine.id << ' ' << text_of(starts);
        }
        EXPECT_TRUE(eventually([&] { return processes_of(of) == machines.size(); })) << round;
        EXPECT_EQ(restarted.find(of)->size(), machines.size());
        EXPECT_EQ(restarted.list("site-a")->size(), machines.size());
        EXPECT_TRUE(restarted.terminate(ids));
        EXPECT_TRUE(eventually([&] { return restarted.list("site-a")->empty() && processes_of(of) == 0; })) << round;
        restarted.forget(ids);
    }
}

TEST_F(ProcessProviderTest, TwoHundredMachinesAtOnce) {
    constexpr std::uint32_t count = 200;
    std::vector<std::string> ids;
    for (std::uint32_t i = 1; i <= count; ++i) ids.push_back(id(i));
    const auto result = provider->launch(order(count, {{"command", ValueList{"/bin/sleep", "1000"}}}));
    EXPECT_FALSE(result.error) << result.error->message;
    EXPECT_EQ(result.machines.size(), count);
    EXPECT_EQ(provider->list("site-a")->size(), count);
    EXPECT_TRUE(provider->terminate(ids));
    EXPECT_TRUE(eventually([&] {
        const auto machines = provider->describe(ids);
        return machines && std::all_of(machines->begin(), machines->end(),
                                       [](const auto& m) { return m.status == Status::terminated; });
    }));
    provider->forget(ids);
    EXPECT_TRUE(fs::is_empty(root));
}

}  // namespace
}  // namespace hf
