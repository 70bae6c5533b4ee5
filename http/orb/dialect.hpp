// Dialect: answers the calls of clients of Open Resource Broker as that one answers them, where they mean the same
// (docs/ORB.md, ADR 57).
//
//     Dialect dialect(daemon, workers, Door({"broker.example.org"}));
//     server.start(dialect);
//
// It is a client of the daemon's buses like the gateway's own API: what a message means and who may send it is the
// daemon's to say.
//
// The handler's functions are called by the server's thread; daemon and workers must outlive the requests under way.
#pragma once

#include "http/api/daemon.hpp"
#include "http/api/workers.hpp"
#include "http/server/door.hpp"

namespace hf::http::orb {

class Dialect final : public Handler {
public:
    Dialect(Daemon& daemon, Workers& workers, Door door) : daemon_(daemon), workers_(workers), door_(std::move(door)) {}

    std::optional<Response> refuse(Request& request) override;
    void handle(Request request, Respond respond) override;

private:
    void take(const Request& request, const Respond& respond);

    Daemon& daemon_;
    Workers& workers_;
    const Door door_;
};

}  // namespace hf::http::orb
