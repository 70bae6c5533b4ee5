#include "adapters/zeromq/news.hpp"

#include <cerrno>
#include <system_error>

namespace hf::zeromq {
namespace {

pollfd source(int descriptor) { return {descriptor, POLLIN, 0}; }

}  // namespace

News::News(BoundSocket& socket, const Wakeup& wakeup)
    : socket_(socket),
      wakeup_(wakeup),
      sources_{source(wakeup.fd()), source(socket.connection_events().get(zmq::sockopt::fd)),
               source(socket.socket().get(zmq::sockopt::fd))} {
    // Only from the first receive that finds nothing on does the monitor tell of news.
    socket_.count_connections();
}

void News::wait(std::optional<Deadline> deadline) {
    const auto timeout = deadline ? milliseconds_until(*deadline) : -1;
    const int ready = ::poll(sources_.data(), sources_.size(), timeout);
    if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::system_category(), "poll");
    if (ready <= 0) return;
    if (sources_[0].revents != 0) wakeup_.clear();
    if (sources_[1].revents != 0) socket_.count_connections();
}

}  // namespace hf::zeromq
