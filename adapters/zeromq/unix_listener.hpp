// UnixListener: a listening unix socket for ZeroMQ to accept from.
//
//     UnixListener listener("/run/hostfactory/command.sock", 0660);
//     socket.set(zmq::sockopt::use_fd, listener.release());
//     socket.bind("ipc:///run/hostfactory/command.sock");
//     …
//     listener.remove();   // before the socket is closed
//
// ZeroMQ's own bind deletes whatever is at the path, be it the socket of a running
// daemon or a file of somebody's, and leaves the socket's mode to the umask. This one
// replaces only a socket that nobody listens on, and at no moment is it open to
// more users than the mode says.
//
// Used by one thread. Errors: std::runtime_error with the reason; EndpointInUse where another listens.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hf::zeromq {

// "/run/x.sock" of "ipc:///run/x.sock", "@x" of the abstract "ipc://@x"; nothing for another transport.
std::optional<std::string> unix_name(std::string_view endpoint);

// Tries to connect. 0: somebody listens; else the errno (ENOENT and ECONNREFUSED: nobody does).
int probe(const std::string& unix_name);

class EndpointInUse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class UnixListener {
public:
    // While another process has the socket's directory locked it waits, but not longer than its patience.
    UnixListener(const std::string& unix_name, mode_t mode,
                 std::chrono::milliseconds patience = std::chrono::seconds(5));
    ~UnixListener();
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    int release();  // the caller closes it
    void remove();  // the file, if it is still this socket's

private:
    void claim(mode_t mode, std::chrono::milliseconds patience);

    std::string name_;
    int fd_ = -1;
    dev_t device_{};
    ino_t inode_{};
};

}  // namespace hf::zeromq
