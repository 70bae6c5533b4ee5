// Gateway: the parts of hostfactory-http in the order in which they need each other.
//
//     Gateway gateway(site.endpoints, std::move(listeners), options);   // answers from now on
//     while (gateway.running()) wait_for_a_signal();
//     gateway.stop(10s);
//
// Used by one thread. Errors: the constructor throws std::system_error.
#pragma once

#include <optional>

#include "http/api/api.hpp"
#include "http/api/daemon_client.hpp"
#include "http/events/events.hpp"
#include "http/options.hpp"
#include "http/server/server.hpp"

namespace hf::http {

class Gateway {
public:
    Gateway(SiteEndpoints endpoints, std::vector<Listener> listeners, const Options& options);
    ~Gateway() { stop(std::chrono::milliseconds{0}); }
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    [[nodiscard]] bool running() const { return server_.running(); }
    // Answers what is under way, for no longer than this, and then nothing any more.
    void stop(std::chrono::milliseconds longest);
    // The access log's file was moved away.
    void reopen_log();

    [[nodiscard]] const std::vector<Listener>& listeners() const { return server_.listeners(); }
    // For systemctl status.
    [[nodiscard]] std::string status_line() const;

private:
    // The server is made first, since what answers late still knows it; it is started last.
    std::optional<AccessLog> log_;
    Server server_;
    Workers workers_;
    DaemonClient daemon_;
    Api api_;
    Events events_;
};

}  // namespace hf::http
