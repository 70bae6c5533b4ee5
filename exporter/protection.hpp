// Protection: what keeps strangers from the exporter, as its command line says it.
//
//     Protection protection{.token_file = "/etc/hostfactory/exporter.token"};
//     if (const auto fault = fault_of(protection, *parse_listen_address("0.0.0.0:9464"))) refuse(*fault);
//     // "0.0.0.0:9464 can be reached from other hosts, and the token can be read on its way; give …"
//
// Pure; any thread may call it.
#pragma once

#include <optional>
#include <string>

#include "site/listen_address.hpp"

namespace hf::exporter {

struct Protection {
    std::optional<std::string> token_file{};  // none: everybody is answered
    std::optional<std::string> tls_cert{};    // neither: HTTP without TLS
    std::optional<std::string> tls_key{};
    bool insecure = false;  // the site knows that other hosts can do without

    [[nodiscard]] bool has_token() const { return token_file.has_value(); }
    [[nodiscard]] bool has_tls() const { return tls_cert.has_value() && tls_key.has_value(); }
};

// What is wrong with the options, in words for people that say what to give instead.
std::optional<std::string> fault_of(const Protection& protection, const ListenAddress& address);

}  // namespace hf::exporter
