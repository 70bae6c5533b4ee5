// UnixListener: a listening unix socket that ZeroMQ accepts connections from.
//
//     UnixListener listener("/run/hostfactory/command.sock", 0660);
//     socket.set(zmq::sockopt::use_fd, listener.release());
//     socket.bind("ipc:///run/hostfactory/command.sock");
//     …
//     listener.remove();   // before the socket is closed
//
// ZeroMQ's own bind deletes whatever is at the path, be it the socket of a running daemon or a
// user's file, and leaves the socket's mode to the umask. UnixListener replaces only a socket on
// which no process listens, and the socket is at no moment open to more users than the mode allows.
//
// Used by one thread. Errors: std::runtime_error with the reason; EndpointInUse if another process
// listens there.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hf::zeromq {

// Returns "/run/x.sock" for "ipc:///run/x.sock", "@x" for the abstract "ipc://@x", and nothing for
// other transports.
std::optional<std::string> unix_name(std::string_view endpoint);

// Tries to connect. Returns 0 if a process listens there, otherwise the errno (ENOENT and
// ECONNREFUSED: no process does).
int probe(const std::string& unix_name);

class EndpointInUse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class UnixListener {
public:
    // Waits while another process has the socket's directory locked, but no longer than `patience`.
    UnixListener(const std::string& unix_name, mode_t mode,
                 std::chrono::milliseconds patience = std::chrono::seconds(5));
    ~UnixListener();
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    int release();  // the caller must close the descriptor
    void remove();  // removes the file, if it is still this socket's

private:
    void claim(mode_t mode, std::chrono::milliseconds patience);

    std::string name_;
    int fd_ = -1;
    dev_t device_{};
    ino_t inode_{};
};

}  // namespace hf::zeromq
