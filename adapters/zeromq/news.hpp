// News: waits until something came to a bound socket, to a wakeup or to the socket's monitor, whose reports it counts.
//
//     zeromq::News news(bound, wakeup);
//     for (bool more = true;; more = receive_some()) {
//         if (!more) news.wait(deadline);
//         send_what_waits();
//     }
//
// zmq_poll asks every socket before and after it sleeps, at two system calls each. A socket's descriptor costs one for
// all, but it tells of news once (zmq_getsockopt(3), ZMQ_FD), and a send may take notice of it as well. So wait() only
// when a receive, later than the last send, has found nothing.
//
// Used by the thread that uses the socket. Errors: zmq::error_t, std::system_error.
#pragma once

#include <poll.h>

#include <array>
#include <optional>

#include "adapters/zeromq/bound_socket.hpp"
#include "adapters/zeromq/frames.hpp"
#include "adapters/zeromq/wakeup.hpp"

namespace hf::zeromq {

class News {
public:
    News(BoundSocket& socket, const Wakeup& wakeup);

    // Returns at the deadline, if there is one, or earlier.
    void wait(std::optional<Deadline> deadline);

private:
    BoundSocket& socket_;
    const Wakeup& wakeup_;
    std::array<pollfd, 3> sources_;
};

}  // namespace hf::zeromq
