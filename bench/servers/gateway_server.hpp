// GatewayServer: the built hostfactory-http before a DaemonServer, at a port of this host, with its defaults but for
// the access log, which is off.
//
//     const DaemonServer::Options options{.programs = "build/release/bin", .directory = scratch.path()};
//     DaemonServer daemon(options);
//     GatewayServer gateway(options);
#pragma once

#include "bench/servers/child_process.hpp"
#include "bench/servers/daemon_server.hpp"

namespace hf::bench {

class GatewayServer {
public:
    // Throws std::runtime_error if it does not come up.
    explicit GatewayServer(const DaemonServer::Options& options);

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] const ChildProcess& process() const { return process_; }
    void stop() { process_.stop(); }

private:
    int port_;
    ChildProcess process_;
};

}  // namespace hf::bench
