// Connection: a session on a TCP connection to this host. It is made with the greetings exchanged.
//
// It fails with std::runtime_error: when nobody listens, when the server ends the connection, when a greeting takes
// more than ten seconds.
#pragma once

#include <vector>

#include "bench/load/session.hpp"

namespace hf::bench {

class Connection {
public:
    Connection(int port, std::unique_ptr<Session> session);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int descriptor() const { return descriptor_; }
    void do_not_wait();  // from now on flush() and receive_some() return at once

    void put_message(std::uint64_t number) { session_->put_message(out_, number); }
    // Sends what was put; false if the socket took only a part of it.
    bool flush();

    // Everything that was received and not yet taken.
    std::string_view receive_some();
    // Calls `take` with the number of each reply in the input, and forgets these.
    template <class Take>
    void take_replies(std::string_view input, Take&& take) {
        while (const auto number = session_->take_reply(input)) take(*number);
        keep(input);
    }
    // The rest of what receive_some() returned.
    void keep(std::string_view rest);

private:
    int descriptor_ = -1;
    std::unique_ptr<Session> session_;
    std::string out_;
    std::size_t sent_ = 0;
    std::vector<char> in_;
    std::size_t received_ = 0;
};

// Whether somebody listens at the port of this host.
bool listens(int port);
// A port of this host that was free a moment ago.
int free_port();

}  // namespace hf::bench
