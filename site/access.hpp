// Says in words what a user lacks who may not use a file or a socket: "/run/hostfactory is open to members of the
// group hostfactory; become one (sudo usermod -aG hostfactory alice), and log in again".
//
// Any thread may call it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hf {

// Nothing where the permissions are not what stands in the way. `mode` is as in access(2).
std::optional<std::string> why_denied(const std::string& path, int mode);

// The group that the installation makes, for nothing but the sockets and their configuration.
constexpr std::string_view group_of_hostfactory = "hostfactory";

// Returns the end of that sentence. Nobody is sent into another group, such as root's: it may open more than sockets.
std::string way_into(std::string_view group, std::string_view user);

}  // namespace hf
