// RunningDaemon: the built hostfactoryd in a temporary directory, with a `process` provider called
// "local". Whatever a test does with it, nothing remains of it.
//
//     RunningDaemon daemon;
//     auto client = daemon.client();
//     daemon.kill_hard();
//     daemon.start();
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>

#include "client/client.hpp"
#include "core/catalogue.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::system_test {

using namespace std::chrono_literals;

// Sanitizers and small machines are slow; a wait ends as soon as its condition holds.
inline constexpr auto patience = 60s;

// Polls until the condition holds; returns false if that takes longer than the timeout.
bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds within = patience);

// The ids of live processes whose command line contains the text.
std::vector<pid_t> processes_with(const std::string& text);

class RunningDaemon {
public:
    struct Options {
        std::string settings = {};  // more lines for the configuration file
        std::string lane = "calls_per_second: 1000, poll_ms: 100, grace_s: 2";
        bool tcp = false;
        // A small number, so that tests start from snapshots and not from events alone.
        std::string store = "snapshot_events: 20";
        std::string store_directory = {};  // empty: the daemon's own
        std::optional<ClientKeys> keys{};  // what its clients connect with
    };

    RunningDaemon() : RunningDaemon(Options{}) {}
    explicit RunningDaemon(const Options& options);
    ~RunningDaemon();
    RunningDaemon(const RunningDaemon&) = delete;
    RunningDaemon& operator=(const RunningDaemon&) = delete;

    void start();      // waits until it answers
    void spawn();      // does not wait
    void kill_hard();  // sends SIGKILL and reaps the process
    void suspend();    // sends SIGSTOP and waits until every thread stands still
    void resume();     // sends SIGCONT
    int stop();        // sends SIGTERM; returns the exit status
    int wait();        // waits for its end; returns the exit status
    [[nodiscard]] bool running();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
    [[nodiscard]] std::filesystem::path machines_directory() const { return directory_ / "machines"; }
    [[nodiscard]] std::filesystem::path configuration_file() const { return directory_ / "hostfactoryd.yaml"; }
    [[nodiscard]] const SiteEndpoints& endpoints() const { return endpoints_; }
    [[nodiscard]] std::string log() const;

    [[nodiscard]] Client client(std::chrono::milliseconds timeout = patience) const;
    // The live keepers of its machines, at any provider whose directory's path begins with
    // machines_directory().
    [[nodiscard]] std::vector<pid_t> machines() const;

private:
    testing::TemporaryDirectory directory_;
    SiteEndpoints endpoints_;
    pid_t pid_ = -1;
};

// The template that most tests use.
CreateTemplate template_called(const std::string& id, std::int32_t max_number = -1);
// Waits for the request to end; returns its status.
RequestStatus end_of(Client& client, const RequestId& id);
RequestId request_machines(Client& client, const std::string& template_id, std::uint32_t count);
std::uint64_t live_machines(Client& client);

// Whether no request is open: then no machine is on its way.
bool nothing_is_open(Client& client);

// Returns all machines, also those that open requests still get, and waits until all have ended.
void return_everything(Client& client);

}  // namespace hf::system_test
