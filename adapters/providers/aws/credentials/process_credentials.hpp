// Reads the credentials that a program of the site writes to its standard output (credential_process).
#pragma once

#include <chrono>
#include <functional>

#include "adapters/providers/aws/credentials/credentials.hpp"

namespace hf::aws {

// Runs the command in the shell, as the AWS tools do, and kills it if it takes too long.
CredentialsResult credentials_of_process(const std::string& command, std::chrono::milliseconds timeout,
                                         const std::function<bool()>& left = {});

}  // namespace hf::aws
