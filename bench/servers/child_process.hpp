// ChildProcess: a server that a benchmark starts and ends. It ends with the benchmark, whatever ends that.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace hf::bench {

class ChildProcess {
public:
    // Output goes to the file `log`. Throws std::runtime_error if the program can't be started.
    ChildProcess(const std::vector<std::string>& arguments, std::filesystem::path log);
    // A child that does `act` and nothing else; make it before any thread.
    explicit ChildProcess(const std::function<void()>& act);
    ~ChildProcess();  // kills it if it still runs
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // Waits until `ready` holds. Throws with the end of its log if it ends before, or after ten seconds.
    void wait_until(const std::function<bool()>& ready);
    // Sends SIGTERM and waits. Throws with the end of its log unless its exit status is 0.
    void stop();

    [[nodiscard]] pid_t pid() const { return pid_; }
    // The CPU time of all its threads so far.
    [[nodiscard]] double cpu_seconds() const;
    [[nodiscard]] std::uint64_t resident_bytes() const;

private:
    [[nodiscard]] std::string end_of_log() const;

    std::filesystem::path log_;
    pid_t pid_ = -1;
};

}  // namespace hf::bench
