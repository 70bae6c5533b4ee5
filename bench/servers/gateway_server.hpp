// GatewayServer: the built hostfactory-http before the daemon whose configuration stands in a directory, at a port of
// the loopback and without an access log.
//
//     DaemonServer daemon({programs, scratch.path()});
//     GatewayServer gateway(programs, scratch.path());
#pragma once

#include "bench/servers/child_process.hpp"

namespace hf::bench {

class GatewayServer {
public:
    GatewayServer(const std::filesystem::path& programs, const std::filesystem::path& directory);

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] const ChildProcess& process() const { return process_; }
    void stop() { process_.stop(); }

private:
    int port_;
    ChildProcess process_;
};

}  // namespace hf::bench
