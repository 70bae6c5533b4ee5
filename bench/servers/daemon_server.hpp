// DaemonServer: the built hostfactoryd with a new store in a directory, over TCP, with the defaults of every setting
// that a benchmark could gain from: validation, idempotency, snapshots, scrubbing. The audit log is on.
//
//     DaemonServer daemon({.programs = "build/release/bin", .directory = scratch.path()});
//     run_load(daemon.commands_port(), zmtp_sessions({create_request()}), plan, {});
//     daemon.stop();
//
// Its one provider makes one call a second, so that machines take nothing of the processors, and its machines end at
// once. There is a template called "bench".
#pragma once

#include "bench/load/prepared_message.hpp"
#include "bench/servers/child_process.hpp"
#include "client/site.hpp"
#include "core/messages/value.hpp"

namespace hf::bench {

class DaemonServer {
public:
    struct Options {
        std::filesystem::path programs;
        std::filesystem::path directory;
        std::vector<std::string> under = {};  // a program that runs the daemon: strace -c -f …
        bool secured = false;                 // by CURVE; its one principal is an administrator
    };

    explicit DaemonServer(const Options& options);

    [[nodiscard]] int commands_port() const { return commands_; }
    [[nodiscard]] int queries_port() const { return queries_; }
    [[nodiscard]] int events_port() const { return events_; }
    // With the keys of the principal, where it is secured.
    [[nodiscard]] const SiteEndpoints& endpoints() const { return endpoints_; }
    [[nodiscard]] const ChildProcess& process() const { return process_; }
    // An orderly end; what the daemon has to say against that is thrown.
    void stop() { process_.stop(); }

    // What its configuration says beyond paths and ports, in a line.
    static std::string settings();

private:
    int commands_;
    int queries_;
    int events_;
    SiteEndpoints endpoints_;
    ChildProcess process_;
};

ValueMap create_request_body();
// Commands, each of which succeeds any number of times.
PreparedMessage create_request();
PreparedMessage create_template();

}  // namespace hf::bench
