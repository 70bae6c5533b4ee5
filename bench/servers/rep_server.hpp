// RepServer: a REP socket of libzmq that answers each message with prepared bytes, in a process of its own. It is what
// a query would cost if there were nothing to be asked.
#pragma once

#include "bench/load/prepared_message.hpp"
#include "bench/servers/child_process.hpp"

namespace hf::bench {

class RepServer {
public:
    // `request` says where the number of a message stands, and `reply` where it goes.
    RepServer(const PreparedMessage& request, const PreparedMessage& reply);

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] const ChildProcess& process() const { return process_; }

private:
    int port_;
    ChildProcess process_;
};

}  // namespace hf::bench
