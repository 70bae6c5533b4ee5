#include "exporter/process_metrics.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "exporter/metric_list.hpp"

namespace hf::exporter {
namespace {

double in_seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// The fields of /proc/self/stat (proc(5)) after the program's name, which may contain any character.
struct Stat {
    double start_ticks{};  // clock ticks since the host was booted
    double virtual_bytes{};
    double resident_pages{};
    double threads{};
};
std::optional<Stat> read_stat() {
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields(line.substr(name_end + 1));
    std::string state;
    fields >> state;
    Stat stat;
    double value = 0;
    for (int number = 4; number <= 24 && fields >> value; ++number) {
        if (number == 20) stat.threads = value;
        if (number == 22) stat.start_ticks = value;
        if (number == 23) stat.virtual_bytes = value;
        if (number == 24) stat.resident_pages = value;
    }
    if (!fields) return std::nullopt;
    return stat;
}

std::optional<double> boot_time() {
    std::ifstream file("/proc/stat");
    std::string word;
    double value = 0;
    while (file >> word)
        if (word == "btime" && file >> value) return value;
    return std::nullopt;
}

std::optional<std::uint64_t> open_descriptors() {
    auto* directory = ::opendir("/proc/self/fd");
    if (!directory) return std::nullopt;
    std::uint64_t count = 0;
    while (const auto* entry = ::readdir(directory))
        if (entry->d_name[0] != '.') ++count;
    ::closedir(directory);
    return count - 1;  // without the descriptor of the directory itself
}

}  // namespace

std::vector<prometheus::MetricFamily> process_metrics() {
    MetricList list;
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0)
        list.counter("process_cpu_seconds_total", "Processor time spent, user and system, in seconds.")
            .add(in_seconds(used.ru_utime) + in_seconds(used.ru_stime));
    if (const auto stat = read_stat()) {
        list.gauge("process_virtual_memory_bytes", "Virtual memory in bytes.").add(stat->virtual_bytes);
        list.gauge("process_resident_memory_bytes", "Resident memory in bytes.")
            .add(stat->resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
        list.gauge("process_threads", "Threads of the process.").add(stat->threads);
        if (const auto booted = boot_time())
            list.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.")
                .add(*booted + stat->start_ticks / static_cast<double>(::sysconf(_SC_CLK_TCK)));
    }
    if (const auto open = open_descriptors())
        list.gauge("process_open_fds", "File descriptors that are open.").add(*open);
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        list.gauge("process_max_fds", "File descriptors that may be open.")
            .add(static_cast<std::uint64_t>(limit.rlim_cur));
    return list.take();
}

}  // namespace hf::exporter
