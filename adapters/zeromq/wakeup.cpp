#include "adapters/zeromq/wakeup.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace hf::zeromq {

Wakeup::Wakeup() : fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::system_category(), "eventfd");
}

Wakeup::~Wakeup() { ::close(fd_); }

// On a non-blocking eventfd both can only fail with EAGAIN, which means that it is already in the
// wanted state.
void Wakeup::wake() const noexcept { static_cast<void>(!::eventfd_write(fd_, 1)); }

void Wakeup::clear() const noexcept {
    eventfd_t count = 0;
    static_cast<void>(!::eventfd_read(fd_, &count));
}

}  // namespace hf::zeromq
