// Door: whether a request may come in at all, by its header alone: what a browser's page could send without its user's
// will is turned away.
//
//     const Door door({"broker.example.org"});
//     if (auto refusal = door.refusal(request)) return *refusal;
//
// - Host must be an IP address, localhost or one of the site's names. A page whose name was made to point at this host
//   (DNS rebinding) has its own name there. Requests by a Unix socket may have any: no page reaches one.
// - What changes something must not come from a page of another origin, and POST, PUT and PATCH must have JSON, which
//   no page may send to another origin without asking first. It may if the site names its origin.
//
// Pure; any thread may call it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "http/wire/exchange.hpp"

namespace hf::http {

class Door {
public:
    // `hosts`: the names, without a port, that clients may use for this gateway. `origins`: whose pages may use it.
    explicit Door(std::vector<std::string> hosts, std::vector<std::string> origins = {})
        : hosts_(std::move(hosts)), origins_(std::move(origins)) {}

    [[nodiscard]] std::optional<Response> refusal(const Request& request) const;

private:
    [[nodiscard]] bool admits_host(std::string_view authority) const;
    [[nodiscard]] bool admits_origin(const Request& request) const;

    std::vector<std::string> hosts_;
    std::vector<std::string> origins_;
};

}  // namespace hf::http
