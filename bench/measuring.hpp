// Measures time and memory use.
#pragma once

#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <fstream>

namespace hf::bench {

using Stopwatch = std::chrono::steady_clock;

inline double seconds_since(Stopwatch::time_point start) {
    return std::chrono::duration<double>(Stopwatch::now() - start).count();
}

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
