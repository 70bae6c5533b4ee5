// Wakeup: lets any thread wake one that polls. Many wakes before the poller looks
// are one.
//
//     wakeup.wake();                                          // any thread
//     zmq::pollitem_t{nullptr, wakeup.fd(), ZMQ_POLLIN, 0};   // the one that polls,
//     wakeup.clear();                                         // before it looks what there is to do
//
// Errors: std::system_error from the constructor.
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
