// What a result depends on: the machine, its disk, and the versions of what is compared.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace hf::bench {

// "AMD EPYC, 2 processors, Linux 6.1.0, ext4, libzmq 4.3.4, SQLite 3.40.1"
std::string machine(const std::filesystem::path& directory);
// "AMD EPYC × 2"
std::string processors();
// The time that all processors have worked so far, for whomever: also for other guests of the same host.
double busy_seconds_of_all();

// What other programs take of the processors while a benchmark runs that has no servers.
class OtherPrograms {
public:
    OtherPrograms();
    // In percent of all processors, since this was made. Children count as ours once they have been waited for.
    [[nodiscard]] double percent() const;

private:
    std::chrono::steady_clock::time_point begin_;
    double all_;
    double ours_;
};

// The first number of what `program --version` prints; throws std::runtime_error if the program is not there.
std::string version_of(const std::string& program);
// The time now, as "2026-11-29 12:34 UTC".
std::string date_and_time();

}  // namespace hf::bench
