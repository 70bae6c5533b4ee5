// The name that this program gives itself towards the daemon, and that the daemon's audit log
// records: "alice@head1 hostfactoryctl".
#pragma once

#include <string>

namespace hf {

// Returns user, host and program, in at most 128 bytes.
[[nodiscard]] const std::string& client_name();

}  // namespace hf
