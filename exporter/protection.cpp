#include "exporter/protection.hpp"

#include <fmt/format.h>

namespace hf::exporter {
namespace {

std::string what_to_give(const Protection& protection) {
    if (protection.has_token()) return ", and the token can be read on its way; give --tls-cert and --tls-key as well";
    if (protection.has_tls()) return ", and everybody is answered; give --token-file as well";
    return "; give --token-file, --tls-cert and --tls-key";
}

}  // namespace

std::optional<std::string> fault_of(const Protection& protection, const ListenAddress& address) {
    if (protection.tls_cert.has_value() != protection.tls_key.has_value())
        return "--tls-cert and --tls-key are needed together: a certificate and the private key to it";
    const bool complete = protection.has_token() && protection.has_tls();
    if (complete || protection.insecure || !address.is_open_to_other_hosts()) return std::nullopt;
    return fmt::format("{} can be reached from other hosts{}, or --insecure where something else keeps strangers away",
                       address.text(), what_to_give(protection));
}

}  // namespace hf::exporter
