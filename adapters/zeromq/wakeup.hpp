// Wakeup: lets any thread wake a polling thread. Several wakes before that thread looks count as one.
//
//     wakeup.wake();                                          // any thread
//     zmq::pollitem_t{nullptr, wakeup.fd(), ZMQ_POLLIN, 0};   // the polling thread
//     wakeup.clear();                                         // the polling thread, before it looks for work
//
// Errors: the constructor throws std::system_error.
#pragma once

namespace hf::zeromq {

class Wakeup {
public:
    Wakeup();
    ~Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;

    void wake() const noexcept;
    void clear() const noexcept;
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

}  // namespace hf::zeromq
