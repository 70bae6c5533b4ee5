#include "adapters/providers/aws/credentials/process_credentials.hpp"

#include "adapters/providers/aws/credentials/json_credentials.hpp"
#include "adapters/system/child_process.hpp"

namespace hf::aws {
namespace {

constexpr std::size_t most_output = 65'536;

}  // namespace

CredentialsResult credentials_of_process(const std::string& command, std::chrono::milliseconds timeout,
                                         const std::function<bool()>& left) {
    const auto done = run_child({.program = "/bin/sh", .arguments = {"sh", "-c", command}}, timeout, most_output, left);
    if (!done) return tl::make_unexpected("credential_process " + done.error());
    if (!done->exited_with(0)) return tl::make_unexpected("credential_process failed");
    auto credentials = json_credentials(done->output);
    if (!credentials) return tl::make_unexpected("credential_process " + credentials.error());
    return std::move(*credentials);
}

}  // namespace hf::aws
