#include "bench/servers/redis_server.hpp"

#include <fmt/format.h>

#include "bench/load/connection.hpp"

namespace hf::bench {
namespace {

std::vector<std::string> redis_command_line(int port, const std::filesystem::path& directory) {
    return {"redis-server",
            "--port",
            fmt::to_string(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            directory.string(),
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "always",
            "--auto-aof-rewrite-percentage",
            "0"};
}

}  // namespace

RedisServer::RedisServer(const std::filesystem::path& directory)
    : port_(free_port()), process_(redis_command_line(port_, directory), directory / "redis.log") {
    process_.wait_until([&] { return listens(port_); });
}

std::string RedisServer::settings() {
    return "appendonly yes, appendfsync always, no snapshots, no rewriting of its file";
}

}  // namespace hf::bench
