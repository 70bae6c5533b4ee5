#include "bench/results/machine.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>
#include <zmq.hpp>

namespace hf::bench {
namespace {

std::string processor() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "an unknown processor";
}

// A line of mountinfo: id, parent, major:minor, root, place, options…, " - ", type, …
std::string file_system(const std::filesystem::path& directory) {
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) return "an unknown file system";
    const auto device = fmt::format("{}:{}", major(status.st_dev), minor(status.st_dev));
    std::ifstream file("/proc/self/mountinfo");
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string number;
        for (int i = 0; i < 3; ++i) fields >> number;
        const auto type = line.find(" - ");
        if (number == device && type != std::string::npos)
            return line.substr(type + 3, line.find(' ', type + 3) - type - 3);
    }
    return "an unknown file system";
}

double seconds_of_process_and_children() {
    double seconds = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        for (const auto& time : {usage.ru_utime, usage.ru_stime})
            seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    }
    return seconds;
}

}  // namespace

OtherPrograms::OtherPrograms()
    : begin_(std::chrono::steady_clock::now()), all_(busy_seconds_of_all()), ours_(seconds_of_process_and_children()) {}

double OtherPrograms::percent() const {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin_;
    const auto others = (busy_seconds_of_all() - all_) - (seconds_of_process_and_children() - ours_);
    return std::max(0.0, 100 * others / (passed.count() * std::thread::hardware_concurrency()));
}

std::string machine(const std::filesystem::path& directory) {
    utsname system{};
    ::uname(&system);
    const auto [major_version, minor_version, patch] = zmq::version();
    return fmt::format("{}, {} processors, {} {}, {}, libzmq {}.{}.{}, SQLite {}", processor(),
                       std::thread::hardware_concurrency(), system.sysname, system.release, file_system(directory),
                       major_version, minor_version, patch, sqlite3_libversion());
}

std::string processors() { return fmt::format("{} × {}", processor(), std::thread::hardware_concurrency()); }

// user, nice, system, idle, iowait, irq, softirq, steal. Interrupts belong to nobody in particular.
double busy_seconds_of_all() {
    std::ifstream file("/proc/stat");
    std::string cpu;
    std::array<double, 8> ticks{};
    file >> cpu;
    for (auto& each : ticks) file >> each;
    if (!file || cpu != "cpu") throw std::runtime_error("/proc/stat can't be read");
    return (ticks[0] + ticks[1] + ticks[2] + ticks[7]) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string version_of(const std::string& program) {
    std::string text;
    if (auto* const pipe = ::popen((program + " --version 2>&1").c_str(), "r")) {
        std::array<char, 4096> buffer{};
        while (const auto count = ::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), count);
        if (::pclose(pipe) != 0) text.clear();
    }
    std::smatch found;
    if (!std::regex_search(text, found, std::regex("[0-9]+([.][0-9]+)+")))
        throw std::runtime_error(fmt::format("{} is not installed; `./dev packages bench` installs it", program));
    return found.str();
}

std::string date_and_time() { return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::time(nullptr))); }

}  // namespace hf::bench
