#include "bench/servers/gateway_server.hpp"

#include <fmt/format.h>

#include "bench/load/connection.hpp"

namespace hf::bench {

GatewayServer::GatewayServer(const DaemonServer::Options& options)
    : port_(free_port()),
      process_({(options.programs / "hostfactory-http").string(), "--config",
                (options.directory / "hostfactoryd.yaml").string(), "--listen", fmt::format("127.0.0.1:{}", port_),
                "--access-log", "none"},
               options.directory / "hostfactory-http.log") {
    process_.wait_until([&] { return listens(port_); });
}

}  // namespace hf::bench
