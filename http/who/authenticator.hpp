// Authenticator: who asks, by a token, a client's certificate or the kernel's word, as the site's files say it.
//
//     Authenticator who({.settings = "/etc/hostfactory/http.yaml"});
//     if (auto read = who.read(); !read) fail(read.error());      // at the start, and again at SIGHUP
//     const auto known = who.identify(request, Effort::all);
//     if (!known) refuse(known.error().why);                      // for the log alone
//
// Credentials in the header come first, and where they are wrong nothing else is looked at: then the certificate of the
// connection, then the user of the process at a Unix socket.
//
// Any thread may call it. Errors of read() are in words for people and reveal nothing of a secret; what was read before
// stays then.
#pragma once

#include <map>

#include "adapters/tls/server_context.hpp"
#include "core/threads/mutex.hpp"
#include "http/who/issuer.hpp"
#include "http/who/known_tokens.hpp"
#include "http/who/settings.hpp"
#include "http/who/tokens.hpp"
#include "http/wire/exchange.hpp"

namespace hf::http {

// Where to look, by the command line.
struct AuthenticatorFiles {
    std::optional<std::string> settings{};  // none: nobody is asked who he is
    // In place of what the settings have.
    std::optional<std::string> tls_cert{};
    std::optional<std::string> tls_key{};
    std::optional<std::string> client_ca{};
};

// little: no signature is checked, which costs most, unless it was checked before.
enum class Effort : std::uint8_t { little, all };

class Authenticator {
public:
    explicit Authenticator(AuthenticatorFiles files) : files_(std::move(files)) {}

    // Reads all files anew. Whether credentials are asked for at all is for good what the first read() has found.
    tl::expected<void, std::string> read() EXCLUDES(mutex_);

    [[nodiscard]] bool is_required() const EXCLUDES(mutex_);
    // What TCP connections are encrypted with; null: nothing.
    [[nodiscard]] Certificate context_of_tls() const EXCLUDES(mutex_);

    [[nodiscard]] tl::expected<Caller, Denial> identify(const Request& request, Effort effort) const EXCLUDES(mutex_);

private:
    // All that one read() has found.
    struct Knowledge {
        bool is_required = false;
        Certificate context;
        std::map<std::string, std::string, std::less<>> by_certificate;  // by kind and name
        std::map<std::uint32_t, std::string> by_uid;
        Tokens tokens;
        std::vector<Issuer> issuers;
        mutable KnownTokens known;
    };
    // What identifies a caller, kept for as long as the caller is served.
    struct Shown {
        std::vector<std::string> authorizations;
        PeerProof proof;
    };
    using Found = tl::expected<Caller, Denial>;

    [[nodiscard]] tl::expected<GatewaySettings, std::string> settings() const;
    [[nodiscard]] tl::expected<void, std::string> learn_users(const GatewaySettings& settings, Knowledge& made) const;
    [[nodiscard]] tl::expected<void, std::string> learn_issuers(const GatewaySettings& settings, Knowledge& made);
    [[nodiscard]] std::shared_ptr<const Knowledge> knowledge() const EXCLUDES(mutex_);

    [[nodiscard]] Found look_up(const Shown& shown, Effort effort) const EXCLUDES(mutex_);
    static Found by_authorization(const Knowledge& knowledge, const std::string& header, Effort effort);
    static Found by_token(const Knowledge& knowledge, std::string_view word, Effort effort);
    static Found by_signature(const Knowledge& knowledge, std::string_view word, Effort effort);
    static Found by_certificate(const Knowledge& knowledge, const ClientCertificate& certificate);

    const AuthenticatorFiles files_;
    mutable Mutex mutex_;
    std::shared_ptr<const Knowledge> knowledge_ GUARDED_BY(mutex_);
};

}  // namespace hf::http
