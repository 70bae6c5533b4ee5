#include "bench/servers/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

namespace hf::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto longest_start = std::chrono::seconds(10);
// A daemon with many open requests writes them all into its last snapshot.
constexpr auto patience_at_the_end = std::chrono::seconds(60);

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return (std::stringstream() << stream.rdbuf()).str();
}

pid_t fork_child() {
    const auto child = ::fork();
    if (child < 0) throw std::runtime_error(fmt::format("no process can be made: {}", std::strerror(errno)));
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::signal(SIGINT, SIG_IGN);  // what the terminal sends to all; the benchmark ends its servers itself
        ::signal(SIGTERM, SIG_DFL);
    }
    return child;
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, std::filesystem::path log)
    : log_(std::move(log)) {
    std::vector<char*> words;
    for (const auto& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
    words.push_back(nullptr);
    pid_ = fork_child();
    if (pid_ != 0) return;
    const int output = ::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execvp(words[0], words.data());
    ::dprintf(STDERR_FILENO, "%s: %s\n", words[0], std::strerror(errno));
    ::_exit(127);
}

ChildProcess::ChildProcess(const std::function<void()>& act) {
    pid_ = fork_child();
    if (pid_ != 0) return;
    try {
        act();
    } catch (const std::exception& error) {
        ::dprintf(STDERR_FILENO, "%s\n", error.what());
    }
    ::_exit(1);
}

ChildProcess::~ChildProcess() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void ChildProcess::wait_until(const std::function<bool()>& ready) {
    const auto deadline = Clock::now() + longest_start;
    while (!ready()) {
        if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
            pid_ = -1;
            throw std::runtime_error("a server has ended at its start: " + end_of_log());
        }
        if (Clock::now() > deadline) throw std::runtime_error("a server does not come up: " + end_of_log());
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

void ChildProcess::stop() {
    ::kill(pid_, SIGTERM);
    int status = 0;
    for (const auto deadline = Clock::now() + patience_at_the_end; ::waitpid(pid_, &status, WNOHANG) == 0;) {
        if (Clock::now() > deadline) throw std::runtime_error("a server does not end: " + end_of_log());
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    pid_ = -1;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        throw std::runtime_error("a server has ended with an error: " + end_of_log());
}

double ChildProcess::cpu_seconds() const {
    const auto text = text_of(fmt::format("/proc/{}/stat", pid_));
    // The name in parentheses may have spaces; utime and stime are the 12th and 13th fields after it.
    std::istringstream fields(text.substr(text.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    double user = 0;
    double system = 0;
    if (!(fields >> user >> system)) throw std::runtime_error("a server has ended while it was measured");
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::uint64_t ChildProcess::resident_bytes() const {
    std::istringstream fields(text_of(fmt::format("/proc/{}/statm", pid_)));
    std::uint64_t whole = 0;
    std::uint64_t pages = 0;
    fields >> whole >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string ChildProcess::end_of_log() const {
    const auto text = text_of(log_);
    constexpr std::size_t most = 2000;
    return text.size() > most ? "… " + text.substr(text.size() - most) : text;
}

}  // namespace hf::bench
