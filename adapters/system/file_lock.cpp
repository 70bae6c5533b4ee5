#include "adapters/system/file_lock.hpp"

#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace hf {

bool lock_file(int file, std::chrono::milliseconds patience) {
    constexpr std::chrono::milliseconds between_tries{10};
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EINTR) continue;
        if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() >= deadline) return false;
        std::this_thread::sleep_for(between_tries);
    }
    return true;
}

}  // namespace hf
