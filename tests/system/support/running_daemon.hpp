// RunningDaemon: the built hostfactoryd in a temporary directory, with a `process`
// provider called "local". Whatever a test does with it, nothing of it is left.
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

namespace hf::system_test {

using namespace std::chrono_literals;

// Sanitizers and small machines are slow; a wait ends as soon as there is what it waits for.
inline constexpr auto patience = 60s;

// Polls until it holds; false when it doesn't within the patience.
bool eventually(const std::function<bool()>& holds, std::chrono::milliseconds within = patience);

// The ids of live processes whose command line holds the text.
std::vector<pid_t> processes_with(const std::string& text);

class RunningDaemon {
public:
    struct Options {
        std::string settings = {};  // more lines for the configuration file
        std::string lane = "calls_per_second: 1000, poll_ms: 100, grace_s: 2";
        bool tcp = false;
        // So few that tests start from snapshots, and not from their events alone.
        std::string store = "snapshot_events: 20";
    };

    RunningDaemon() : RunningDaemon(Options{}) {}
    explicit RunningDaemon(const Options& options);
    ~RunningDaemon();
    RunningDaemon(const RunningDaemon&) = delete;
    RunningDaemon& operator=(const RunningDaemon&) = delete;

    void start();      // until it answers
    void spawn();      // without waiting
    void kill_hard();  // SIGKILL, and reaped
    int stop();        // SIGTERM; its exit status
    int wait();        // for its end; its exit status
    [[nodiscard]] bool running();

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] std::filesystem::path machines_directory() const { return directory_ / "machines"; }
    [[nodiscard]] std::filesystem::path configuration_file() const { return directory_ / "hostfactoryd.yaml"; }
    [[nodiscard]] const SiteEndpoints& endpoints() const { return endpoints_; }
    [[nodiscard]] std::string log() const;

    [[nodiscard]] Client client(std::chrono::milliseconds timeout = patience) const;
    // The keepers of its machines that live, at any provider whose directory's path begins with machines_directory().
    [[nodiscard]] std::vector<pid_t> machines() const;

private:
    std::filesystem::path directory_;
    SiteEndpoints endpoints_;
    pid_t pid_ = -1;
};

// What most tests begin with.
CreateTemplate template_called(const std::string& id, std::int32_t max_number = -1);
// The status of a request when it is over.
RequestStatus end_of(Client& client, const RequestId& id);
RequestId request_machines(Client& client, const std::string& template_id, std::uint32_t count);
std::uint64_t live_machines(Client& client);

// Whether no request is open: then no machine is on its way.
bool nothing_is_open(Client& client);

// Gives everything back, also what requests that are still open come to, and waits until it is gone.
void return_everything(Client& client);

}  // namespace hf::system_test
