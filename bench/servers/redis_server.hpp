// RedisServer: the installed redis-server, with an empty append-only file in a directory that is synced before every
// reply (`appendfsync always`). It does nothing else beside that: no snapshots, no rewriting of the file. So it is a
// stricter yardstick than a Redis with its defaults.
#pragma once

#include "bench/servers/child_process.hpp"

namespace hf::bench {

class RedisServer {
public:
    explicit RedisServer(const std::filesystem::path& directory);

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] const ChildProcess& process() const { return process_; }
    void stop() { process_.stop(); }

    static std::string settings();

private:
    int port_;
    ChildProcess process_;
};

}  // namespace hf::bench
