// The examples that the headers of http/who/ and of TLS show.
#include <openssl/pem.h>

#include "adapters/system/writers.hpp"
#include "adapters/tls/client_certificate.hpp"
#include "adapters/tls/server_context.hpp"
#include "http/server/server.hpp"
#include "http/who/guard.hpp"
#include "http/who/jwt/base64url.hpp"
#include "http/who/oidc/key_document.hpp"
#include "http/who/token_order.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf::http {
namespace {

using std::chrono::steady_clock;

template <class... T>
void refuse(const T&...) {}
template <class... T>
void serve(const T&...) {}
template <class... T>
void look_up(const T&...) {}
template <class... T>
void let_in(const T&...) {}
template <class... T>
void log(const T&...) {}
void look_closely() {}

void writers() {
    // example of adapters/system/writers.hpp
    if (auto fault = fault_of_writers("/etc/hostfactory/principals.yaml")) fail(*fault);
    // end of the example
}

void client_certificate(ssl_st* connection, const Certificate& context) {
    // example of adapters/tls/client_certificate.hpp
    const auto shown = ClientCertificate::of(connection);       // null: none
    for (const auto& name : shown->dns_names()) look_up(name);  // "portal.example.org"
    if (!shown->is_good_for(context)) refuse("401");            // after a reload that took its issuer away
    // end of the example
}

void openssl(const std::string& text) {
    // example of adapters/tls/openssl.hpp
    const Held<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio_of(text).get(), nullptr, no_passphrase, nullptr));
    if (!key) fail(why_openssl_failed());  // "no start line"
    // end of the example
}

void server_context() {
    // example of adapters/tls/server_context.hpp
    auto context = read_server_context({.cert = "/etc/hostfactory/http.crt", .key = "/etc/hostfactory/http.key"});
    if (!context) fail(context.error());
    serve(std::move(*context));
    // end of the example
}

void line_rate(LineRate& lines) {
    // example of http/server/line_rate.hpp
    if (const auto ending = lines.take(steady_clock::now()))
        log("refused" + *ending);  // "refused (7 more were not logged)"
    // end of the example
}

void authenticator(const Request& request) {
    // example of http/who/authenticator.hpp
    Authenticator who({.settings = "/etc/hostfactory/http.yaml"});
    if (auto read = who.read(); !read) fail(read.error());  // at the start, and again at SIGHUP
    const auto known = who.identify(request, Effort::all);
    if (!known) refuse(known.error().why);  // for the log alone
    // end of the example
}

void cross_origin(const Request& request, Response& response, const Respond& respond) {
    // example of http/who/cross_origin.hpp
    const CrossOrigin pages({"https://portal.example.org"});
    if (const auto answer = pages.preflight(request)) return respond(*answer);
    pages.add_headers(request, response);
    // end of the example
}

void failed_attempts(FailedAttempts& attempts, const std::string& address, FailedAttempts::Time now) {
    // example of http/who/failed_attempts.hpp
    if (attempts.has_room(address, now)) look_closely();
    if (const auto line = attempts.take(address, "the token is nobody's", now)) log(*line);
    // end of the example
}

void guard(Handler& api, const Authenticator& authenticator, Server& server) {
    // example of http/who/guard.hpp
    Guard guard(api, authenticator, CrossOrigin({"https://portal.example.org"}));
    server.start(guard);
    // end of the example
}

void issuer(const IssuerSettings& settings, const std::shared_ptr<IssuerKeys>& fetched, const WebToken& token,
            ClockTime now) {
    // example of http/who/issuer.hpp
    const Issuer issuer(settings, fetched, nullptr);
    if (auto objection = issuer.objection_to(token, now)) refuse(objection->why);
    auto holder = issuer.holder_of(token, *issuer.keys());  // or why it is nobody's
    // end of the example
}

void base64() {
    // example of http/who/jwt/base64url.hpp
    bytes_of_base64url("aGk");  // "hi"
    base64url("hi");            // "aGk"
    // end of the example
}

void verification_key(const std::string& text, const IssuerSettings& settings, const WebToken& token) {
    // example of http/who/jwt/verification_key.hpp
    auto keys = KeySet::parse(text, settings.algorithms);  // {"keys": [{"kty": "RSA", "kid": "2026", …}]}
    if (!keys) fail(keys.error());
    const auto* key = keys->find(token.kid);
    if (!key || !key->verifies(token.algorithm, token.signed_text, token.signature)) refuse("401");
    // end of the example
}

void web_token(const std::string& text, ClockTime now) {
    // example of http/who/jwt/web_token.hpp
    const auto token = WebToken::parse(text);
    if (!token) refuse(token.error());
    if (auto wrong = fault_of_claims(token->claims, {"https://id.example.org", "hostfactory"}, now)) refuse(*wrong);
    // end of the example
}

void known_tokens(KnownTokens& known, const std::string& hash, ClockTime end, const std::shared_ptr<const KeySet>& keys,
                  const std::shared_ptr<const KeySet>& keys_of_now) {
    // example of http/who/known_tokens.hpp
    known.add(hash, {"maria", end}, keys);
    if (const auto holder = known.find(hash, keys_of_now)) let_in(holder->principal);
    // end of the example
}

void issuer_keys(const IssuerKeys::Fetch& fetch, const std::string& kid) {
    // example of http/who/oidc/issuer_keys.hpp
    IssuerKeys keys("https://id.example.org/keys", fetch, {.algorithms = {Algorithm::RS256}});
    if (const auto set = keys.now()) look_up(set->find(kid));
    if (keys.look_for_more()) refuse("503: in a moment");  // they are being fetched
    // end of the example
}

void key_document() {
    // example of http/who/oidc/key_document.hpp
    const std::atomic<bool> leaving = false;
    const auto text = fetch_key_document("https://id.example.org/keys", {}, leaving);
    if (!text) log(text.error());  // "https://id.example.org/keys: it answers 503"
    // end of the example
}

void settings() {
    // example of http/who/settings.hpp
    auto settings = load_gateway_settings("/etc/hostfactory/http.yaml");
    if (!settings) fail(settings.error());  // "file:3: oidc[0].audiance is not known here; did you mean …"
    // end of the example
}

int token_order(CLI::App& app, int argc, char** argv) {
    // example of http/who/token_order.hpp
    TokenOrder order;
    declare(*app.add_subcommand("token"), order);
    app.parse(argc, argv);
    if (order.is_given) return carry_out(order);  // the exit status
    // end of the example
    return 0;
}

void tokens(const std::string& word) {
    // example of http/who/tokens.hpp
    const auto made = new_token();  // {"hft_…", "9f86…"}: the word is shown once
    auto tokens = Tokens::load("/etc/hostfactory/http.tokens");
    const auto* holder = tokens->holder_of(word);  // null: nobody; else until when, and who
    // end of the example
}

}  // namespace
}  // namespace hf::http
