#include "adapters/providers/process/processes.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

#include "adapters/system/file_descriptor.hpp"

namespace hf::process {
namespace {

constexpr std::string_view id_variable = "HOSTFACTORY_MACHINE_ID=";
// A killed process takes a moment to go, and may have forked before.
constexpr int rounds_most = 50;
constexpr auto between_rounds = std::chrono::milliseconds(2);

[[noreturn]] void throw_errno(const std::string& what) { throw std::system_error(errno, std::system_category(), what); }

// Returns nothing of a process that is gone, or that we may not look at.
std::string read_all(const std::string& path) {
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file && host_is_short(errno)) throw_errno(path);
    std::string text;
    std::array<char, 4096> piece;
    while (file) {
        const auto got = ::read(file.get(), piece.data(), piece.size());
        if (got <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return text;
}

struct ProcessStat {
    char state = 0;
    pid_t group = 0;
    std::uint64_t start = 0;

    [[nodiscard]] bool dead() const { return state == 'Z' || state == 'X'; }
};

std::optional<ProcessStat> stat_of(pid_t pid) {
    const auto text = read_all(fmt::format("/proc/{}/stat", pid));
    // Field 2, the name, may hold blanks and parentheses.
    auto at = text.rfind(')');
    if (at == std::string::npos) return std::nullopt;
    ProcessStat result;
    for (int field = 2; field <= 22 && at != std::string::npos; ++field, at = text.find(' ', at + 1)) {
        const char* value = text.data() + at + 1;
        const char* end = text.data() + text.size();
        if (field == 3) result.state = *value;
        if (field == 5) std::from_chars(value, end, result.group);
        if (field == 22) std::from_chars(value, end, result.start);
    }
    return result.start > 0 ? std::optional(result) : std::nullopt;
}

// Returns nothing if another process has the pid now.
std::optional<ProcessStat> stat_of(const ProcessRecord& process) {
    const auto stat = process.pid > 0 ? stat_of(process.pid) : std::nullopt;
    return stat && stat->start == process.start ? stat : std::nullopt;
}

bool is_there(const ProcessRecord& process) { return stat_of(process).has_value(); }

// True if the signal was sent to the process, and the process has not taken it yet.
bool is_pending(pid_t pid, int number) {
    constexpr std::string_view field = "\nShdPnd:\t";
    const auto text = read_all(fmt::format("/proc/{}/status", pid));
    const auto at = text.find(field);
    if (at == std::string::npos) return false;
    std::uint64_t signals = 0;
    std::from_chars(text.data() + at + field.size(), text.data() + text.size(), signals, 16);
    return (signals >> (number - 1) & 1U) != 0;
}

std::string machine_id_of(pid_t pid) {
    const auto environment = read_all(fmt::format("/proc/{}/environ", pid));
    std::string_view rest = environment;
    while (!rest.empty()) {
        const auto end = rest.find('\0');
        const auto entry = rest.substr(0, end);
        if (entry.starts_with(id_variable)) return std::string(entry.substr(id_variable.size()));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    return {};
}

std::vector<pid_t> all_pids() {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc"), &::closedir);
    if (!directory) throw_errno("/proc");
    std::vector<pid_t> pids;
    while (const auto* entry = ::readdir(directory.get())) {
        const std::string_view name = entry->d_name;
        pid_t pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ec == std::errc{} && pid > 1)
            pids.push_back(pid);
    }
    return pids;
}

}  // namespace

std::error_code signal_process(const ProcessRecord& process, int number) {
    const auto gone = std::make_error_code(std::errc::no_such_process);
    const auto result = [](bool done) {
        return done ? std::error_code() : std::error_code(errno, std::generic_category());
    };
    if (process.pid <= 0) return gone;
    const FileDescriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0U)));
    if (!pidfd && errno == ENOSYS)  // Linux before 5.3 knows no better way
        return is_there(process) ? result(::kill(process.pid, number) == 0) : gone;
    if (!pidfd) return result(false);
    if (!is_there(process)) return gone;
    return result(::syscall(SYS_pidfd_send_signal, pidfd.get(), number, nullptr, 0U) == 0);
}

bool is_stopped(const ProcessRecord& process) {
    const auto stat = stat_of(process);
    if (!stat || stat->state != 'D') return stat && stat->state == 'T';
    // A shell that waits for its vfork takes no signal before the child has gone on, and the child is
    // stopped too. Such a shell runs as little as one that has taken the signal.
    return is_pending(process.pid, SIGSTOP) && is_there(process);
}

void kill_leftovers(const std::map<std::string, ProcessRecord, std::less<>>& machines) {
    auto earliest = std::numeric_limits<std::uint64_t>::max();
    for (const auto& [id, command] : machines)
        if (command.pid > 0) earliest = std::min(earliest, command.start);

    for (int round = 0; round < rounds_most; ++round) {
        // While its leader is there, even as a zombie, no other group has the group's number.
        std::set<pid_t> groups;
        for (const auto& [id, command] : machines)
            if (is_there(command)) groups.insert(command.pid);

        bool found = false;
        for (const auto pid : all_pids()) {
            const auto stat = stat_of(pid);
            if (!stat || stat->dead() || stat->start < earliest) continue;
            if (!groups.contains(stat->group) && !machines.contains(machine_id_of(pid))) continue;
            found |= !signal_process({pid, stat->start}, SIGKILL);
        }
        if (!found) return;
        std::this_thread::sleep_for(between_rounds);
    }
}

bool host_is_short(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM; }

std::string boot_id() {
    auto text = read_all("/proc/sys/kernel/random/boot_id");
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace hf::process
