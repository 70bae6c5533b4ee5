// Measures time and memory use.
#pragma once

#include <malloc.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <vector>

namespace hf::bench {

using Stopwatch = std::chrono::steady_clock;

inline double seconds_since(Stopwatch::time_point start) {
    return std::chrono::duration<double>(Stopwatch::now() - start).count();
}

inline double seconds_of(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

// The processor time of the calling thread, and of all threads of this process.
inline double thread_cpu_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
inline double process_cpu_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

// The mean time of a call, over as many calls as fit in half a second.
template <class Call>
double microseconds(Call&& call) {
    call();
    const auto start = Stopwatch::now();
    std::uint64_t calls = 0;
    double passed = 0;
    do {
        for (int i = 0; i < 5; ++i) call();
        calls += 5;
        passed = seconds_since(start);
    } while (passed < 0.5);
    return passed * 1e6 / static_cast<double>(calls);
}

// The value that this part of all values does not exceed; 0 of none. Changes the order of the values.
inline double percentile(std::vector<double>& values, double part) {
    if (values.empty()) return 0;
    const auto rank = static_cast<std::size_t>(part * static_cast<double>(values.size()));
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(std::min(rank, values.size() - 1));
    std::nth_element(values.begin(), place, values.end());
    return *place;
}

// An even number of values has the mean of the two in the middle.
inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    if (values.empty()) return 0;
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

// The memory that the program has allocated and not freed.
inline std::uint64_t allocated() {
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

// The physical memory that the program occupies.
inline std::uint64_t resident() {
    std::uint64_t whole = 0;
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> whole >> pages;
    return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace hf::bench
