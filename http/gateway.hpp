// Gateway: the parts of hostfactory-http in the order in which they need each other.
//
//     Authenticator who(options.who);
//     if (auto read = who.read(); !read) fail(read.error());
//     Gateway gateway(site.endpoints, std::move(listeners), options, who);   // answers from now on
//     while (gateway.running()) wait_for_a_signal();
//     gateway.stop(10s);
//
// Used by one thread. The authenticator has read its files, and must outlive the gateway. Errors: the constructor
// throws std::system_error.
#pragma once

#include <optional>

#include "http/api/api.hpp"
#include "http/api/daemon_client.hpp"
#include "http/events/events.hpp"
#include "http/options.hpp"
#include "http/orb/dialect.hpp"
#include "http/server/server.hpp"
#include "http/who/guard.hpp"

namespace hf::http {

class Gateway {
public:
    Gateway(SiteEndpoints endpoints, std::vector<Listener> listeners, const Options& options, Authenticator& who);
    ~Gateway() { stop(std::chrono::milliseconds{0}); }
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;

    [[nodiscard]] bool running() const { return server_.running(); }
    // Answers what is under way, for no longer than this, and then nothing any more.
    void stop(std::chrono::milliseconds longest);
    // The access log's file was moved away.
    void reopen_log();
    // Reads anew who may come. Where a file is wrong, nothing is changed, and the error says what; connections that are
    // there stay, and what they ask from now on is by the new files.
    tl::expected<void, std::string> reload();

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
    orb::Dialect orb_;
    Authenticator& who_;
    Guard guard_;
};

}  // namespace hf::http
