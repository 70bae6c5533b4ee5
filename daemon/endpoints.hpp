// Endpoints: the addresses of the daemon's three sockets. Part of the configuration.
#pragma once

#include "adapters/zeromq/endpoint.hpp"
#include "core/messages/describe.hpp"

namespace hf {

struct Endpoints {
    Endpoint commands;
    Endpoint queries;
    Endpoint events;

    static constexpr auto describe =
        message("endpoints", "Where the daemon listens: ipc:// or tcp:// addresses of ZeroMQ.",
                field<&Endpoints::commands>("commands", "where commands are taken (ROUTER)").between(1, 256),
                field<&Endpoints::queries>("queries", "where queries are answered (ROUTER)").between(1, 256),
                field<&Endpoints::events>("events", "where events are published (PUB)").between(1, 256));
};

}  // namespace hf
