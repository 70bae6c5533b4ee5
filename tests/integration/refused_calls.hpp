// RefusedCalls: system calls that fail with EIO, as on a dying disk, for what reads or syncs past SQLite's file layer.
//
//     const auto words = in_child_without({__NR_pread64, 3, 32}, [] { return refusal(); });   // reads at byte 32
//
// Refused is each call whose argument (from 0 on) has that value; any call where no argument is given. What is refused
// stays refused for its process. So a child asks, and its answer comes back through a pipe. Called by one thread.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hf::testing {

struct RefusedCall {
    long call{};
    std::optional<std::size_t> argument = {};
    std::uint32_t value = 0;  // the lower half of the argument
};

// Returns whether the kernel agrees.
inline bool refuse_from_now_on(const RefusedCall& refused) {
    // Without an argument the number of the call is compared twice.
    const auto number = static_cast<std::uint32_t>(refused.call);
    const auto place =
        refused.argument ? offsetof(seccomp_data, args) + 8 * *refused.argument : offsetof(seccomp_data, nr);
    const auto value = refused.argument ? refused.value : number;
    std::array<sock_filter, 6> steps{{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
                                      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(place)),
                                      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1),
                                      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
                                      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)}};
    const sock_fprog program{static_cast<unsigned short>(steps.size()), steps.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

template <class Ask>
std::string in_child_without(const RefusedCall& refused, Ask&& ask) {
    int ends[2];
    if (::pipe(ends) != 0) return "no pipe";
    const auto child = ::fork();
    if (child == 0) {
        std::string words = "an exception";
        try {
            words = refuse_from_now_on(refused) ? ask() : "nothing can be refused here";
        } catch (...) {
        }
        ::_exit(::write(ends[1], words.data(), words.size()) == static_cast<ssize_t>(words.size()) ? 0 : 1);
    }
    ::close(ends[1]);
    std::string words;
    std::array<char, 1024> part{};
    for (ssize_t size = 0; (size = ::read(ends[0], part.data(), part.size())) > 0;)
        words.append(part.data(), static_cast<std::size_t>(size));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? words : "the child was killed; " + words;
}

}  // namespace hf::testing
