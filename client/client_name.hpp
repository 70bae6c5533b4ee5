// How this program calls itself towards the daemon, whose audit log tells it:
// "alice@head1 hostfactoryctl".
#pragma once

#include <string>

namespace hf {

// The user, the host and the program. At most 128 bytes.
[[nodiscard]] const std::string& client_name();

}  // namespace hf
