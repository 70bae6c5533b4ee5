// Credentials that a program of the site's writes to its standard output (credential_process).
#pragma once

#include <chrono>

#include "adapters/providers/aws/credentials/credentials.hpp"

namespace hf::aws {

// The command is run by the shell, as the AWS tools do. It is ended when it takes too long.
CredentialsResult credentials_of_process(const std::string& command, std::chrono::milliseconds timeout);

}  // namespace hf::aws
