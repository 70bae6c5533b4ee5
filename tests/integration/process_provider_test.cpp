// The process provider on the real thing: real keepers, real processes, a real
// directory. A new ProcessProvider on the same directory is what a restarted daemon has.
// What every provider must do is tested by process_contract_test.cpp.
#include "adapters/providers/process/process_provider.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <barrier>
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
#include "adapters/providers/process/process_capabilities.hpp"
#include "adapters/providers/process/processes.hpp"
#include "tests/integration/process_machines.hpp"
#include "tests/support/places.hpp"

namespace hf {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using process::MachineDirectory;

const std::string keeper_program = testing::built("hostfactory-machine");
// Unique for this process: remains of a machine are found by its id in any directory, and tests run
// in parallel.
const std::string launch = fmt::format("0193a1b2-c3d4-7e5f-8a9b-{:012x}", ::getpid());
const std::string token = launch + "-1";

bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds most = 60s) {
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

TemplateSpec spec_of(ValueMap configuration) {
    TemplateSpec spec;
    spec.configuration = std::move(configuration);
    return spec;
}

void write_text(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

// The kernel's letter for the process' state; X: there is no such process.
char state_of(pid_t pid) {
    const auto stat = text_of(fmt::format("/proc/{}/stat", pid));
    const auto at = stat.rfind(')');
    return at == std::string::npos ? 'X' : stat[at + 2];
}

bool runs(pid_t pid) { return state_of(pid) != 'Z' && state_of(pid) != 'X'; }
bool is_suspended(pid_t pid) { return state_of(pid) == 'T'; }

std::uint64_t start_of(pid_t pid) {
    std::istringstream fields(text_of(fmt::format("/proc/{}/stat", pid)));
    std::string field;
    for (int i = 0; i < 22; ++i) fields >> field;
    return std::strtoull(field.c_str(), nullptr, 10);
}

Value sh(const std::string& script) { return ValueList{"/bin/sh", "-c", script}; }

// A process of this test that must survive.
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

// While it exists, this process can open no more files.
class NoMoreFiles {
public:
    NoMoreFiles() {
        EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
        auto none = before_;
        none.rlim_cur = 3;
        EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
    }
    ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoMoreFiles(const NoMoreFiles&) = delete;
    NoMoreFiles& operator=(const NoMoreFiles&) = delete;

private:
    rlimit before_{};
};

class ProcessProviderTest : public ::testing::Test {
protected:
    [[nodiscard]] ProcessSettings settings(const fs::path& keeper = keeper_program) const {
        auto result = machines_of_all.settings();
        result.keeper = keeper;
        return result;
    }

    static LaunchSpec order(std::uint32_t count, ValueMap configuration = {}, const std::string& of = token) {
        LaunchSpec result;
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

    // Launches one machine and returns it.
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

    void terminate(const std::string& machine_id, Ending how = Ending::graceful) {
        const std::vector ids{machine_id};
        EXPECT_TRUE(provider->terminate(ids, how));
    }

    void stop(const std::string& machine_id) {
        const std::vector ids{machine_id};
        EXPECT_TRUE(provider->stop(ids));
    }

    void start(const std::string& machine_id) {
        const std::vector ids{machine_id};
        EXPECT_TRUE(provider->start(ids));
    }

    bool comes_to(const std::string& machine_id, MachineStatus status) {
        return eventually([&] { return seen(machine_id).value_or(ProviderMachine{}).status == status; });
    }

    // A machine that counts in its memory, quickly.
    ProviderMachine launch_counting() {
        return launch_one({{"command", sh("i=0; while :; do i=$((i+1)); echo $i > count; sleep 0.01; done")}});
    }

    // The last complete count; a write may be under way.
    long count_of(const std::string& machine_id) const {
        std::string text;
        EXPECT_TRUE(eventually([&] { return (text = text_of(root / machine_id / "work" / "count")).ends_with('\n'); }));
        return std::atol(text.c_str());
    }

    bool goes_on_counting(const std::string& machine_id) const {
        const auto now = count_of(machine_id);
        return eventually([&] { return count_of(machine_id) > now + 3; });
    }

    // Holds the lock as the machine's keeper does.
    FileDescriptor lock_of(const std::string& machine_id) const {
        FileDescriptor lock(::open((root / machine_id / "lock").c_str(), O_RDWR | O_CLOEXEC));
        struct flock whole {};
        whole.l_type = F_WRLCK;
        EXPECT_EQ(::fcntl(lock.get(), F_OFD_SETLK, &whole), 0);
        return lock;
    }

    void forget(const std::string& machine_id) {
        const std::vector ids{machine_id};
        provider->forget(ids);
    }

    process::Started started(const std::string& machine_id) const {
        const auto machine = MachineDirectory::open(root, machine_id);
        return machine ? machine->started().value_or(process::Started{}) : process::Started{};
    }

    // The pid that the command wrote to a file in its working directory.
    pid_t pid_in(const std::string& machine_id, const std::string& file) const {
        const auto path = root / machine_id / "work" / file;
        EXPECT_TRUE(eventually([&] { return text_of(path).ends_with('\n'); })) << path;
        return std::atoi(text_of(path).c_str());
    }

    // Leaves a machine's directory as a daemon does that was killed before it started the keeper.
    void place(std::uint32_t index, const std::string& site = "site-a") const {
        fs::create_directories(root);
        MachineDirectory::build(root, id(index), {token, site, "req-1", "small", "name", index, {}, 10, {}},
                                std::string("A=1\0", 4));
    }

    // Claims id(1) in the name of a process that is not its keeper.
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
        const auto answers = process::await_answers(one, std::chrono::steady_clock::now() + 60s);
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

    testing::ProcessMachines machines_of_all;
    const fs::path base = machines_of_all.base();
    const fs::path root = machines_of_all.root();
    std::unique_ptr<ProcessProvider> provider = std::make_unique<ProcessProvider>(settings());
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

TEST_F(ProcessProviderTest, AnOrderForUnitsMakesTheMachinesThatAreWorthThem) {
    auto of_units = order(5, {{"units", 2}});
    of_units.counts = Counting::units;
    EXPECT_EQ(provider->launch(of_units).machines.size(), 3U);
    // The template has changed before the launch was called again: none of what there is may be left out.
    of_units.configuration["units"] = 5;
    of_units.repeated = true;
    EXPECT_EQ(provider->launch(of_units).machines.size(), 3U);
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

    // When the host works again, the same order succeeds.
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

// A program that is cut off after its headers counts as a program, but cannot be read.
TEST_F(ProcessProviderTest, AProgramThatCannotBeReadNowIsNoFaultOfTheProvider) {
    const auto program = base / "cut-off";
    fs::copy_file("/bin/true", program);
    Elf64_Ehdr header{};
    ASSERT_TRUE(std::ifstream(program, std::ios::binary).read(reinterpret_cast<char*>(&header), sizeof header));
    fs::resize_file(program, header.e_phoff + std::uintmax_t{header.e_phnum} * header.e_phentsize);
    const auto result = provider->launch(order(2, {{"command", ValueList{program.string()}}}));
    EXPECT_TRUE(result.machines.empty());
    ASSERT_TRUE(result.error);
    EXPECT_EQ(result.error->kind, ProviderErrorKind::no_capacity);
    EXPECT_EQ(result.error->message, fmt::format("cannot run {}: Input/output error", program.string()));
    EXPECT_TRUE(fs::is_empty(root));
}

// P6: an error may close the launch, and then machines that it does not report would have no owner.
TEST_F(ProcessProviderTest, AnErrorHidesNoMachineOfTheToken) {
    const ValueMap sleeping{{"command", ValueList{"/bin/sleep", "1000"}}};
    std::set<std::string> running;
    for (std::uint32_t i = 1; i <= 10; ++i)
        if (i != 5) running.insert(id(i));
    const auto expect_all = [&](const char* of, const LaunchResult& result, ProviderErrorKind kind) {
        EXPECT_TRUE(result.error) << of;
        EXPECT_EQ(result.error.value_or(ProviderError{}).kind, kind) << of;
        std::set<std::string> told;
        for (const auto& machine : result.machines) {
            EXPECT_EQ(machine.status, Status::running) << of << ' ' << machine.reason;
            EXPECT_TRUE(told.insert(machine.id).second) << of << ' ' << machine.id;
        }
        EXPECT_EQ(told, running) << of;
    };

    const auto picky = script(
        fmt::format("case $1 in *-5) echo 'no_capacity cannot fork' >&3;; *) exec {} \"$@\";; esac\n", keeper_program));
    ProcessProvider first(settings(picky));
    expect_all("one can't start", first.launch(order(10, sleeping)), ProviderErrorKind::no_capacity);
    ProcessProvider again(settings(picky));
    expect_all("again", again.launch(order(10, sleeping)), ProviderErrorKind::no_capacity);

    ProcessProvider restarted(settings());
    expect_all("a program that is not there", restarted.launch(order(10, {{"command", ValueList{"/no/such/program"}}})),
               ProviderErrorKind::invalid);
    ValueList long_command{"/bin/true"};
    for (int i = 0; i < 100; ++i) long_command.emplace_back(std::string(100'000, 'x'));
    expect_all("too long a command", restarted.launch(order(10, {{"command", std::move(long_command)}})),
               ProviderErrorKind::invalid);
    expect_all("an invalid configuration", restarted.launch(order(10, {{"comand", sh("x")}})),
               ProviderErrorKind::invalid);
    ProcessProvider keeperless(settings(base / "none"));
    expect_all("no keeper", keeperless.launch(order(10, sleeping)), ProviderErrorKind::unreachable);

    // Nothing was started by these calls, and the missing machines can still be started.
    EXPECT_EQ(restarted.list("site-a")->size(), 9U);
    const auto whole = restarted.launch(order(10, sleeping));
    EXPECT_FALSE(whole.error) << whole.error->message;
    EXPECT_EQ(whole.machines.size(), 10U);
}

// An error that would close the launch is not allowed while its machines cannot be read.
TEST_F(ProcessProviderTest, ALaunchWhoseMachinesCannotBeReadStaysOpen) {
    const auto machine = launch_one();
    fs::create_symlink("ended", root / machine.id / "ended");
    const auto result = provider->launch(order(1, {{"comand", sh("x")}}));
    EXPECT_EQ(result.error.value_or(ProviderError{}).kind, ProviderErrorKind::unreachable);
    fs::remove(root / machine.id / "ended");
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

TEST_F(ProcessProviderTest, ProvidersOfOneDirectoryThatLaunchTheSameMakeEachMachineOnce) {
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

TEST_F(ProcessProviderTest, AForcedEndWaitsForNoGrace) {
    const auto machine = launch_one(
        {{"command", sh("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done")}, {"grace_s", 3600}});
    EXPECT_TRUE(eventually([&] { return text_of(root / machine.id / "log") == "up\n"; }));
    terminate(machine.id, Ending::forced);
    terminate(machine.id, Ending::forced);
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::terminated);
    EXPECT_EQ(end.reason, "signal 9 (Killed)");
    EXPECT_EQ(text_of(root / machine.id / "log"), "up\n");
    terminate(machine.id, Ending::forced);
    terminate("unknown-1", Ending::forced);
}

TEST_F(ProcessProviderTest, AForcedEndOfAMachineThatIsItsKeeper) {
    const auto machine = launch_one();
    terminate(machine.id, Ending::forced);
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::terminated);
    EXPECT_EQ(end.reason, "signal 9 (Killed)");
}

TEST_F(ProcessProviderTest, AStoppedMachineGoesOnWhereItWas) {
    const auto machine = launch_counting();
    ASSERT_TRUE(goes_on_counting(machine.id));
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    EXPECT_FALSE(is_suspended(started(machine.id).keeper.pid));
    const auto listed = provider->list("site-a");
    ASSERT_EQ(listed->size(), 1U);
    EXPECT_EQ(listed->front().status, Status::stopped);

    const auto before = count_of(machine.id);
    start(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::running));
    EXPECT_TRUE(goes_on_counting(machine.id));
    EXPECT_GT(count_of(machine.id), before);  // it does not start again from 1
    EXPECT_EQ(seen(machine.id)->details, machine.details);
}

TEST_F(ProcessProviderTest, TheWholeGroupStopsAndStarts) {
    const auto machine = launch_one({{"command", sh("sleep 1000 & echo $! > child; wait")}});
    const auto child = pid_in(machine.id, "child");
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    EXPECT_TRUE(eventually([&] { return is_suspended(child); }));
    start(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::running));
    EXPECT_TRUE(eventually([&] { return !is_suspended(child); }));
    EXPECT_TRUE(runs(child));
}

// A shell is often in a vfork, where a signal to stop cannot reach it.
TEST_F(ProcessProviderTest, StopsAtAnyInstant) {
    const auto machine = launch_one({{"command", sh("while :; do /bin/true; done")}});
    for (int i = 0; i < 100; ++i) {
        stop(machine.id);
        ASSERT_TRUE(comes_to(machine.id, Status::stopped)) << i;
        start(machine.id);
        ASSERT_TRUE(comes_to(machine.id, Status::running)) << i;
    }
}

TEST_F(ProcessProviderTest, AMachineThatIsItsKeeperStopsAndStartsToo) {
    const auto machine = launch_one();
    const auto keeper = started(machine.id).keeper.pid;
    stop(machine.id);
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    EXPECT_TRUE(is_suspended(keeper));
    start(machine.id);
    start(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::running));
    for (const auto how : {Ending::graceful, Ending::forced}) {
        const auto of = fmt::format("alone-{}", name_of(how));
        const auto other = provider->launch(order(1, {}, of)).machines.at(0);
        stop(other.id);
        EXPECT_TRUE(comes_to(other.id, Status::stopped));
        terminate(other.id, how);
        EXPECT_EQ(ended(other.id).status, Status::terminated);
    }
}

// A daemon may be killed between an order and its record of it, so orders are repeated.
TEST_F(ProcessProviderTest, TheLastOfRepeatedOrdersCounts) {
    const auto machine = launch_counting();
    for (int i = 0; i < 50; ++i) {
        stop(machine.id);
        stop(machine.id);
        start(machine.id);
        start(machine.id);
    }
    EXPECT_TRUE(goes_on_counting(machine.id));
    EXPECT_EQ(seen(machine.id)->status, Status::running);
    for (int i = 0; i < 50; ++i) {
        start(machine.id);
        stop(machine.id);
    }
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    stop(machine.id);
    // The keeper may still be at the orders before: the machine was stopped between two of them.
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
}

TEST_F(ProcessProviderTest, AStoppedMachineStaysStoppedWhenItsDaemonIsKilled) {
    for (const auto& [of, configuration] : {std::pair<std::string, ValueMap>{"alone", {}},
                                            {"with-command", {{"command", ValueList{"/bin/sleep", "1000"}}}}}) {
        const auto machine = process::machine_id(of, 1);
        const auto daemon = ::fork();
        if (daemon == 0) {
            ProcessProvider by(settings());
            static_cast<void>(by.launch(order(1, configuration, of)));
            const std::vector ids{machine};
            static_cast<void>(by.stop(ids));
            const bool stopped = eventually([&] { return seen_by(by, machine)->status == Status::stopped; });
            ::kill(::getpid(), stopped ? SIGKILL : SIGABRT);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(daemon, &status, 0), daemon);
        ASSERT_EQ(WTERMSIG(status), SIGKILL);

        EXPECT_EQ(seen(machine)->status, Status::stopped);
        // A repeated launch answers with the stopped machine as it is.
        const auto again = provider->launch(order(1, configuration, of));
        ASSERT_EQ(again.machines.size(), 1U);
        EXPECT_EQ(again.machines[0].status, Status::stopped);
        EXPECT_EQ(provider->find(of)->at(0).status, Status::stopped);
        start(machine);
        EXPECT_TRUE(comes_to(machine, Status::running));
        terminate(machine);
        EXPECT_EQ(ended(machine).status, Status::terminated);
    }
}

TEST_F(ProcessProviderTest, AStoppedMachineEndsGracefully) {
    const auto machine =
        launch_one({{"command", sh("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done")}});
    EXPECT_TRUE(eventually([&] { return text_of(root / machine.id / "log") == "up\n"; }));
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    terminate(machine.id);
    stop(machine.id);  // no longer has an effect
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::terminated);
    EXPECT_EQ(end.reason, "exit status 0");
    EXPECT_TRUE(text_of(root / machine.id / "log").ends_with("bye\n"));
}

TEST_F(ProcessProviderTest, AStoppedMachineEndsByForce) {
    const auto machine = launch_one({{"command", sh("sleep 1000 & echo $! > child; wait")}, {"grace_s", 3600}});
    const auto child = pid_in(machine.id, "child");
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    terminate(machine.id, Ending::forced);
    const auto end = ended(machine.id);
    EXPECT_EQ(end.status, Status::terminated);
    EXPECT_EQ(end.reason, "signal 9 (Killed)");
    EXPECT_FALSE(runs(child));
}

TEST_F(ProcessProviderTest, StopAndTerminateMayMeet) {
    constexpr std::uint32_t count = 40;
    std::vector<std::string> ids;
    for (std::uint32_t i = 1; i <= count; ++i) ids.push_back(id(i));
    ASSERT_EQ(provider->launch(order(count)).machines.size(), count);
    std::barrier together(2);
    std::thread stopping([&] {
        for (const auto& each : ids) {
            together.arrive_and_wait();
            stop(each);
        }
    });
    for (const auto& each : ids) {
        together.arrive_and_wait();
        terminate(each);
    }
    stopping.join();
    for (const auto& each : ids) EXPECT_EQ(ended(each).status, Status::terminated);
}

// An order to stop that was still on its way when the end was ordered must not delay the end.
TEST_F(ProcessProviderTest, WhatWasToldToEndIsNotStopped) {
    const auto machine = launch_one(
        {{"command", sh("trap 'touch asked' TERM; touch up; while [ ! -e go ]; do sleep 0.01; done; exit 0")},
         {"grace_s", 3600}});
    const auto work = root / machine.id / "work";
    EXPECT_TRUE(eventually([&] { return fs::exists(work / "up"); }));
    terminate(machine.id);
    EXPECT_TRUE(eventually([&] { return fs::exists(work / "asked"); }));
    EXPECT_EQ(seen(machine.id)->status, Status::shutting_down);
    ASSERT_FALSE(process::signal_process(started(machine.id).keeper, SIGTSTP));
    stop(machine.id);
    write_text(work / "go", "");
    EXPECT_EQ(ended(machine.id).reason, "exit status 0");
}

TEST_F(ProcessProviderTest, OrdersToWhatDoesNotRunAreNoError) {
    const auto over = ended(launch_one({{"command", sh("exit 3")}}).id);
    place(2);
    for (const auto& each : {over.id, id(2), std::string("unknown-1"), std::string("../../etc")}) {
        stop(each);
        start(each);
    }
    EXPECT_EQ(seen(over.id)->status, Status::failed);
    EXPECT_EQ(seen(over.id)->reason, "exit status 3");
    EXPECT_FALSE(MachineDirectory::open(root, id(2))->started());
}

// The process' real state counts, whatever caused it.
TEST_F(ProcessProviderTest, WhatOthersSuspendIsStoppedToo) {
    const auto machine = launch_counting();
    const auto command = started(machine.id).command.pid;
    ASSERT_EQ(::kill(-command, SIGSTOP), 0);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    start(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::running));
    EXPECT_TRUE(goes_on_counting(machine.id));
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    ASSERT_EQ(::kill(-command, SIGCONT), 0);
    EXPECT_TRUE(comes_to(machine.id, Status::running));
}

TEST_F(ProcessProviderTest, AKeeperThatOthersSuspendHearsItsOrders) {
    for (const auto how : {Ending::graceful, Ending::forced}) {
        const auto of = fmt::format("deaf-{}", name_of(how));
        const auto machine =
            provider->launch(order(1, {{"command", ValueList{"/bin/sleep", "1000"}}}, of)).machines.at(0).id;
        const auto keeper = started(machine).keeper.pid;
        const auto suspend = [&] {
            ASSERT_EQ(::kill(keeper, SIGSTOP), 0);
            ASSERT_TRUE(eventually([&] { return is_suspended(keeper); }));
        };
        suspend();
        EXPECT_EQ(seen(machine)->status, Status::running);
        stop(machine);
        EXPECT_TRUE(comes_to(machine, Status::stopped));
        suspend();
        start(machine);
        EXPECT_TRUE(comes_to(machine, Status::running));
        suspend();
        terminate(machine, how);
        EXPECT_EQ(ended(machine).status, Status::terminated);
    }
}

TEST_F(ProcessProviderTest, KillingTheKeeperKillsAStoppedMachine) {
    const auto machine = launch_one({{"command", sh("sleep 1000 & echo $! > child; wait")}});
    const auto child = pid_in(machine.id, "child");
    stop(machine.id);
    EXPECT_TRUE(comes_to(machine.id, Status::stopped));
    const auto of = started(machine.id);
    ASSERT_FALSE(process::signal_process(of.keeper, SIGKILL));
    EXPECT_EQ(ended(machine.id).status, Status::failed);
    for (const auto pid : {of.command.pid, child}) EXPECT_TRUE(eventually([&] { return !runs(pid); }));
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
    // Everything is gone when the machine is reported as ended.
    EXPECT_FALSE(runs(child));
    EXPECT_FALSE(runs(escaped));
}

// The end is reported only when everything has ended, so that a keeper that is killed before leaves
// a machine that is lost and still watched.
TEST_F(ProcessProviderTest, TheEndIsToldWhenAllOfItIsOver) {
    // A chain of processes that each left the group; each is discovered when its parent ends.
    write_text(base / "chain.sh",
               "[ $1 -gt 0 ] && setsid /bin/sh $0 $(($1 - 1)) &\n"
               "[ $1 -eq 0 ] && echo $$ > last\n"
               "exec sleep 1000\n");
    const auto machine = launch_one({{"command", sh(fmt::format("/bin/sh {}/chain.sh 40 & while [ ! -e go ]; do "
                                                                "sleep 0.01; done; exit 5",
                                                                base.string()))}});
    const auto last = pid_in(machine.id, "last");
    EXPECT_TRUE(runs(last));
    write_text(root / machine.id / "work" / "go", "");
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (!fs::exists(root / machine.id / "ended") && std::chrono::steady_clock::now() < deadline) {
    }
    EXPECT_FALSE(runs(last));
    EXPECT_EQ(ended(machine.id).reason, "exit status 5");
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
    // The end is recorded, so the next daemon knows it, too.
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
    EXPECT_EQ(end->reason, "was killed; its exit status was not seen");
    EXPECT_TRUE(eventually([&] { return !runs(of.command.pid); }));
}

TEST_F(ProcessProviderTest, APidThatIsUsedAgainFoolsNobody) {
    Bystander bystander;
    place_claim(bystander.pid(), start_of(bystander.pid()) - 1);
    EXPECT_EQ(provider->list("site-a")->size(), 0U);
    terminate(id(1));
    EXPECT_EQ(seen(id(1))->status, Status::failed);
    EXPECT_EQ(seen(id(1))->reason, "was killed; its exit status was not seen");
    const auto result = provider->launch(order(1));
    ASSERT_EQ(result.machines.size(), 1U);
    EXPECT_EQ(result.machines[0].status, Status::failed);
    EXPECT_TRUE(runs(bystander.pid()));
}

// Even while the lock is held, only the process with the recorded pid and start time is signalled.
TEST_F(ProcessProviderTest, AHeldLockDoesNotMakeAStrangerTheKeeper) {
    Bystander bystander;
    place_claim(bystander.pid(), start_of(bystander.pid()) - 1);
    const auto lock = lock_of(id(1));
    EXPECT_EQ(seen(id(1))->status, Status::running);
    stop(id(1));
    EXPECT_FALSE(is_suspended(bystander.pid()));
    // A stranger's state does not become the machine's, either.
    ASSERT_EQ(::kill(bystander.pid(), SIGSTOP), 0);
    EXPECT_TRUE(eventually([&] { return is_suspended(bystander.pid()); }));
    EXPECT_EQ(seen(id(1))->status, Status::running);
    start(id(1));
    EXPECT_TRUE(is_suspended(bystander.pid()));
    terminate(id(1), Ending::forced);
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

// The store knows the machine, so there was a claim once, and no keeper will make another.
TEST_F(ProcessProviderTest, AMachineWhoseClaimTheHostLostHasFailed) {
    place(1);
    for (int look = 0; look < 2; ++look) {
        const auto machine = seen(id(1));
        ASSERT_TRUE(machine);
        EXPECT_EQ(machine->status, Status::failed);
        EXPECT_EQ(machine->reason, "its start was lost with the host's files, as by a power failure");
    }
    EXPECT_EQ(keeper_answer(1), "revoked");
    terminate(id(1));
    EXPECT_EQ(seen(id(1))->status, Status::failed);
    forget(id(1));
    EXPECT_TRUE(fs::is_empty(root));
}

TEST_F(ProcessProviderTest, AMachineThatCannotBeReadHidesNoOther) {
    ASSERT_EQ(provider->launch(order(3)).machines.size(), 3U);
    const std::vector ids{id(1), id(2), id(3), std::string("unknown-1")};
    fs::create_symlink("ended", root / id(2) / "ended");
    ProcessProvider restarted(settings());
    for (auto* by : {provider.get(), &restarted}) {
        const auto machines = by->describe(ids);
        ASSERT_TRUE(machines) << machines.error().message;
        ASSERT_EQ(machines->size(), 3U);
        for (const auto& machine : *machines) {
            EXPECT_EQ(machine.unknown_now, machine.id == id(2)) << machine.id;
            EXPECT_EQ(machine.status == Status::running, machine.id != id(2)) << machine.id;
        }
        const auto listed = by->list("site-a");
        ASSERT_TRUE(listed) << listed.error().message;
        ASSERT_EQ(listed->size(), 2U);
        for (const auto& machine : *listed) EXPECT_NE(machine.id, id(2));
        // A caller that asks for all machines of a token must not get only some of them.
        EXPECT_FALSE(by->find(token));
    }
    fs::remove(root / id(2) / "ended");
    EXPECT_EQ(seen(id(2))->status, Status::running);
    EXPECT_FALSE(seen(id(2))->unknown_now);
}

TEST_F(ProcessProviderTest, ADirectoryOfMachinesThatIsMissingIsNotTheNewsThatTheyAreGone) {
    const auto machine = launch_one();
    const std::vector ids{machine.id};
    const auto elsewhere = root.parent_path() / (root.filename().string() + "-elsewhere");
    fs::rename(root, elsewhere);
    const auto described = provider->describe(ids);
    const auto found = provider->find(token);
    const auto listed = provider->list("site-a");
    const auto well = provider->health();
    const auto launched = provider->launch(order(2));
    const bool made_anew = fs::exists(root);
    fs::rename(elsewhere, root);
    EXPECT_FALSE(made_anew);
    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().kind, ProviderErrorKind::unreachable);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ProviderErrorKind::unreachable);
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().kind, ProviderErrorKind::unreachable);
    EXPECT_FALSE(well);
    ASSERT_TRUE(launched.error);
    EXPECT_EQ(launched.error->kind, ProviderErrorKind::unreachable) << launched.error->message;
    EXPECT_EQ(seen(machine.id)->status, Status::running);
    EXPECT_EQ(provider->list("site-a")->size(), 1U);
}

TEST_F(ProcessProviderTest, NothingIsKnownWithoutFiles) {
    const auto machine = launch_one();
    const std::vector ids{machine.id};
    const auto [described, listed] = [&] {
        const NoMoreFiles none;
        return std::pair(provider->describe(ids), provider->list("site-a"));
    }();
    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().kind, ProviderErrorKind::unreachable);
    ASSERT_FALSE(listed);
    EXPECT_EQ(listed.error().kind, ProviderErrorKind::unreachable);
    EXPECT_EQ(seen(machine.id)->status, Status::running);
}

TEST_F(ProcessProviderTest, NothingIsKnownWhereTheDirectoryOfAllCannotBeEntered) {
    const auto machine = launch_one();
    const std::vector ids{machine.id};
    fs::rename(root, base / "aside");
    fs::create_symlink("machines", root);
    const auto described = provider->describe(ids);
    fs::remove(root);
    fs::rename(base / "aside", root);
    ASSERT_FALSE(described);
    EXPECT_EQ(described.error().kind, ProviderErrorKind::unreachable);
    EXPECT_EQ(seen(machine.id)->status, Status::running);
}

// P6: once find() has answered, a slow keeper cannot start a machine.
TEST_F(ProcessProviderTest, FindIsFinal) {
    place(1);
    place(2);
    EXPECT_EQ(provider->find(token)->size(), 0U);
    EXPECT_EQ(keeper_answer(1), "gone");
    EXPECT_FALSE(seen(id(1)));
    EXPECT_TRUE(fs::is_empty(root));
    // Only another launch starts it.
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
    const auto answers = process::await_answers(one, std::chrono::steady_clock::now() + 60s);
    EXPECT_TRUE(answers[0].value_or("").starts_with("gone")) << answers[0].value_or("nothing");
    EXPECT_TRUE(eventually([&] { return !runs(one[0].pid); }));
    late_keepers.reap();
    EXPECT_EQ(provider->find(token)->size(), 0U);
}

// Removing a directory takes the lock file first and the claim last; a keeper that locked before
// must not replace the claim.
TEST_F(ProcessProviderTest, AKeeperDoesNotClaimWhatIsBeingRemoved) {
    place(1);
    const auto directory = (root / id(1)).string();
    std::array<int, 2> ready{};
    ASSERT_EQ(::pipe(ready.data()), 0);
    FileDescriptor answer(ready[0]);
    FileDescriptor in_keeper(ready[1]);
    const auto keeper = ::fork();
    if (keeper == 0) {
        const auto number = std::to_string(ready[1]);
        ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        ::execl(keeper_program.c_str(), "hostfactory-machine", directory.c_str(), "10", number.c_str(), nullptr);
        ::_exit(127);
    }
    in_keeper.reset();
    // Step from system call to system call, until the keeper has the lock.
    int status = 0;
    const auto lock_is_held = [&] { return MachineDirectory::open(root, id(1))->lock().held; };
    while (::waitpid(keeper, &status, 0) == keeper && WIFSTOPPED(status) && !lock_is_held())
        ASSERT_EQ(::ptrace(PTRACE_SYSCALL, keeper, nullptr, nullptr), 0);
    ASSERT_TRUE(WIFSTOPPED(status));
    ASSERT_FALSE(fs::exists(root / id(1) / "started"));
    for (const auto* name : {"lock", "work", "order.json", "environment"}) fs::remove(root / id(1) / name);
    ASSERT_EQ(::ptrace(PTRACE_DETACH, keeper, nullptr, nullptr), 0);

    std::string said(100, '\0');
    said.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(answer.get(), said.data(), said.size()))));
    EXPECT_EQ(said, fmt::format("gone {}\n", directory));
    if (said.starts_with("ok")) ::kill(keeper, SIGKILL);
    EXPECT_EQ(::waitpid(keeper, &status, 0), keeper);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_TRUE(fs::is_empty(root));
}

// Keepers and find() race for the claim; whichever wins, both agree about it.
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
    const auto answers = process::await_answers(spawned, std::chrono::steady_clock::now() + 60s);
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
    // The machine belonged to this token and is not replaced.
    const auto result = provider->launch(order(1));
    ASSERT_EQ(result.machines.size(), 1U);
    EXPECT_EQ(result.machines[0].status, Status::terminated);
    EXPECT_EQ(provider->find(token)->size(), 1U);
    forget(id(1));
    EXPECT_FALSE(seen(id(1)));
}

TEST_F(ProcessProviderTest, LaunchMendsWhatADaemonLeftThatWasKilled) {
    fs::create_directories(root / id(1));                 // empty
    fs::create_directories(root / id(2) / "work" / "x");  // without order and lock file
    place(3);                                             // not spawned
    place(4);
    write_text(root / id(4) / "started", "revoked\n");  // revoked, but not removed
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

TEST_F(ProcessProviderTest, FindsNothingWrongWithWhatItCanRun) {
    write_text(base / "worker", "#!/bin/sh\n");
    fs::permissions(base / "worker", fs::perms::owner_all);
    for (const auto& fine :
         {ValueMap{}, ValueMap{{"command", sh("x")}}, ValueMap{{"command", ValueList{"sleep", "1"}}},
          ValueMap{{"command", ValueList{"worker"}}, {"environment", ValueMap{{"PATH", "/no:" + base.string()}}}},
          ValueMap{{"vmType", "of another provider"}}}) {
        const auto check = provider->validate(spec_of(fine));
        ASSERT_TRUE(check);
        for (const auto& [field, message] : check->findings) ADD_FAILURE() << field << ": " << message;
    }
}

TEST_F(ProcessProviderTest, FindsWhatItCannotRun) {
    write_text(base / "data", "");
    fs::permissions(base / "data", fs::perms::owner_read);
    fs::create_directory(base / "folder");
    const auto here = ValueMap{{"PATH", base.string() + ":relative::"}};
    const auto finding = [&](ValueMap configuration) {
        const auto check = provider->validate(spec_of(configuration));
        if (!check || check->findings.size() != 1) return std::string("not one finding");
        return fmt::format("{}: {}", check->findings.front().field, check->findings.front().message);
    };
    EXPECT_EQ(finding({{"command", ValueList{"/no/such/program"}}}),
              "command[0]: cannot run /no/such/program: No such file or directory");
    EXPECT_EQ(finding({{"command", ValueList{(base / "data").string()}}}),
              fmt::format("command[0]: cannot run {}/data: Permission denied", base.string()));
    EXPECT_EQ(finding({{"command", ValueList{(base / "folder").string()}}}),
              fmt::format("command[0]: cannot run {}/folder: Permission denied", base.string()));
    EXPECT_EQ(finding({{"command", ValueList{(base / "data/x").string()}}}),
              fmt::format("command[0]: cannot run {}/data/x: Not a directory", base.string()));
    EXPECT_EQ(finding({{"command", ValueList{"no-such-program"}}}),
              "command[0]: cannot run no-such-program: No such file or directory, along the PATH "
              "/usr/local/bin:/usr/bin:/bin");
    EXPECT_EQ(finding({{"command", ValueList{"sh"}}, {"environment", here}}),
              fmt::format("command[0]: cannot run sh: No such file or directory, along the PATH {}:relative::",
                          base.string()));
    EXPECT_EQ(
        finding({{"command", ValueList{"data"}}, {"environment", here}}),
        fmt::format("command[0]: cannot run data: Permission denied, along the PATH {}:relative::", base.string()));
    EXPECT_EQ(finding({{"command", ValueList{"./worker"}}}),
              "command[0]: cannot run ./worker: No such file or directory; it is relative to the machine's working "
              "directory, which begins empty");
    EXPECT_EQ(finding({{"comand", sh("x")}}), "comand: is not known here; did you mean \"command\"?");
}

// validate() judges a program as launch() does.
TEST_F(ProcessProviderTest, ValidateAgreesWithLaunch) {
    write_text(base / "data", "");
    fs::permissions(base / "data", fs::perms::owner_read);
    int round = 0;
    for (const auto& program :
         {std::string("true"), std::string("/bin/true"), std::string("./true"), std::string("bin/true"),
          std::string("nothing"), (base / "data").string(), base.string()}) {
        for (const auto& path : {std::string("/usr/bin:/bin"), std::string(), std::string(":"), base.string(),
                                 std::string("bin:") + base.string(), std::string("/bin/true:/bin")}) {
            const ValueMap configuration{{"command", ValueList{program}}, {"environment", ValueMap{{"PATH", path}}}};
            const auto result = provider->launch(order(1, configuration, fmt::format("round-{}", ++round)));
            EXPECT_EQ(provider->validate(spec_of(configuration))->findings.empty(), !result.error)
                << program << " along " << path << ": " << (result.error ? result.error->message : "runs");
        }
    }
}

TEST_F(ProcessProviderTest, FindsWhereNoMachineCanBeMade) {
    write_text(base / "file", "");
    auto where = settings();
    where.directory = base / "file" / "machines";
    ProcessProvider nowhere(where);
    const auto check = nowhere.validate(spec_of({{"command", ValueList{"nothing"}}}));
    ASSERT_TRUE(check);
    const auto& findings = check->findings;
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings.at(0).field, "command[0]");
    EXPECT_EQ(findings.at(1).field, "");
    EXPECT_NE(findings.at(1).message.find(base / "file"), std::string::npos) << findings.at(1).message;
}

TEST_F(ProcessProviderTest, ItsTypeTellsWhatItCanDo) {
    const auto can = process_capabilities();
    EXPECT_TRUE(can.stop_and_start);
    EXPECT_FALSE(can.reclaims);
    EXPECT_EQ(can.template_keys, (std::vector<std::string>{"command", "environment", "grace_s", "units"}));
    // One call handles all of them, as the capabilities state.
    EXPECT_GE(can.machines_per_call, 200U);
}

TEST_F(ProcessProviderTest, AFirstStartMakesTheDirectory) {
    const auto machines = provider->list("site-a");
    ASSERT_TRUE(machines);
    EXPECT_TRUE(machines->empty());
    EXPECT_TRUE(fs::is_directory(root));
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

// P6: a daemon is killed somewhere in a launch; a new one repeats the launch or asks for its
// machines. The processes are those that the provider reports, each started once.
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
            // A keeper may have claimed its machine before it runs its command.
            EXPECT_TRUE(eventually([&] { return text_of(starts) == "x\n"; })) << machine.id << ' ' << text_of(starts);
        }
        EXPECT_TRUE(eventually([&] { return processes_of(of) == machines.size(); })) << round;
        EXPECT_EQ(restarted.find(of)->size(), machines.size());
        EXPECT_EQ(restarted.list("site-a")->size(), machines.size());
        EXPECT_TRUE(restarted.terminate(ids, Ending::graceful));
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
    EXPECT_TRUE(provider->terminate(ids, Ending::graceful));
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
