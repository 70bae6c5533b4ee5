// Protection: whether the gateway may listen where its command line says. Who reaches it may do what the gateway may,
// so a place that other hosts reach is refused unless the site says that something else keeps strangers away.
//
// Pure; any thread may call it.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "http/server/listener.hpp"

namespace hf::http {

// What is wrong, in words for people that say what to give instead.
std::optional<std::string> fault_of(std::span<const Place> places, bool insecure);

}  // namespace hf::http
