#include "adapters/zeromq/reads/cut_reads.hpp"

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <array>

namespace {

using namespace std::string_view_literals;

// The names of the commands, behind their lengths: PING as it is without encryption; with CURVE the bytes in which
// every message and every command is wrapped.
constexpr std::array beginnings{"\4PING"sv, "\7MESSAGE"sv};

// libzmq asks for more than a batch only to fill the frame that it is at, so nothing comes behind that frame.
constexpr std::size_t most_of_a_batch = 8192;

bool is_stream(int descriptor) noexcept {
    int type = 0;
    socklen_t size = sizeof type;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}

ssize_t read(int descriptor, void* buffer, std::size_t size, int flags) noexcept {
    return ::recvfrom(descriptor, buffer, size, flags, nullptr, nullptr);
}

}  // namespace

// Under another name here, since with _FORTIFY_SOURCE libc's header defines a recv() already.
extern "C" [[gnu::visibility("default"), gnu::used]] ssize_t hostfactory_recv(int descriptor, void* buffer,
                                                                              std::size_t size, int flags) noexcept
    __asm__("recv");

ssize_t hostfactory_recv(int descriptor, void* buffer, std::size_t size, int flags) noexcept {
    if (flags != 0 || size > most_of_a_batch) return read(descriptor, buffer, size, flags);
    const auto there = read(descriptor, buffer, size, MSG_PEEK);
    if (there < 0) return there;
    const auto waiting = static_cast<std::size_t>(there);
    const auto part = hf::zeromq::size_of_read({static_cast<const char*>(buffer), waiting});
    const bool whole = part == waiting || !is_stream(descriptor);
    // Not `size`: what has come since the look was not looked at.
    return read(descriptor, buffer, whole ? waiting : part, 0);
}

namespace hf::zeromq {

bool cuts_reads() noexcept {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the interface of dlsym(3)
    return ::dlsym(RTLD_DEFAULT, "recv") == reinterpret_cast<void*>(&hostfactory_recv);
}

std::size_t size_of_read(std::string_view waiting) noexcept {
    for (const auto beginning : beginnings) {
        const auto at = waiting.find(beginning);
        if (at != std::string_view::npos) waiting = waiting.substr(0, at + beginning.size() - 1);
    }
    return waiting.size();
}

}  // namespace hf::zeromq
