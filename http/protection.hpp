// Protection: whether the gateway may listen where its command line says. Who reaches it and is not asked who he is may
// do what the gateway may, and who listens on the way has what others show; so a place that other hosts reach needs TLS
// and credentials, unless the site says that something else keeps strangers away.
//
// Pure; any thread may call it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "http/server/listener.hpp"

namespace hf::http {

struct Protection {
    bool has_tls = false;
    bool asks_for_credentials = false;
    bool insecure = false;  // the site knows that it can do without
};

// What is wrong, in words for people that say what to give instead.
std::optional<std::string> fault_of(std::span<const Place> places, const Protection& protection);

}  // namespace hf::http
