// ClientCertificate: whom the certificate names that a client has shown in its handshake, and that was verified there.
//
//     const auto shown = ClientCertificate::of(connection);      // null: none
//     for (const auto& name : shown->dns_names()) look_up(name);  // "portal.example.org"
//     if (!shown->is_good_for(context)) refuse("401");            // after a reload that took its issuer away
//
// Immutable; any thread may read it.
#pragma once

#include <chrono>
#include <vector>

#include "adapters/tls/certificate.hpp"
#include "adapters/tls/openssl.hpp"

struct ssl_st;

namespace hf {

class ClientCertificate {
public:
    // The one of a connection whose handshake is done; null where the client has shown none.
    static std::shared_ptr<const ClientCertificate> of(ssl_st* connection);

    // As RFC 2253 writes it: "CN=portal,O=Example".
    [[nodiscard]] const std::string& subject() const { return subject_; }
    // Subject alternative names. Names of hosts are in small letters.
    [[nodiscard]] const std::vector<std::string>& dns_names() const { return dns_names_; }
    [[nodiscard]] const std::vector<std::string>& uris() const { return uris_; }
    [[nodiscard]] const std::vector<std::string>& emails() const { return emails_; }
    // From then on it is worth nothing.
    [[nodiscard]] std::chrono::system_clock::time_point end() const { return end_; }

    // Whether a handshake with a server of this context would take it now: at once for the context of its own
    // handshake, and else verified anew.
    [[nodiscard]] bool is_good_for(const Certificate& context) const;

private:
    ClientCertificate(ssl_st* connection, Held<X509> shown);
    void read_names();

    const Certificate verified_by_;
    const Held<X509> shown_;
    const Held<STACK_OF(X509)> chain_;  // what the client has shown beside it
    std::string subject_;
    std::vector<std::string> dns_names_;
    std::vector<std::string> uris_;
    std::vector<std::string> emails_;
    std::chrono::system_clock::time_point end_{};
};

}  // namespace hf
