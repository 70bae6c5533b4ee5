// Says in words what a user lacks who may not use a file or a socket: "/run/hostfactory is open to members of the
// group hostfactory; become one (sudo usermod -aG hostfactory alice), and log in again".
//
// Any thread may call it.
#pragma once

#include <optional>
#include <string>

namespace hf {

// Nothing where the permissions are not what stands in the way. `mode` is as in access(2).
std::optional<std::string> why_denied(const std::string& path, int mode);

}  // namespace hf
