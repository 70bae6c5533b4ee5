#include "http/who/authenticator.hpp"

#include <fmt/format.h>
#include <pwd.h>

#include <array>
#include <system_error>

#include "adapters/system/bounded_file.hpp"
#include "adapters/system/writers.hpp"
#include "adapters/tls/client_certificate.hpp"
#include "http/who/oidc/key_document.hpp"

namespace hf::http {
namespace {

constexpr std::size_t largest_key_file = 256 * 1024;
constexpr std::string_view bearer = "Bearer ";

bool is_url(std::string_view place) { return place.find("://") != std::string_view::npos; }

KeyRules rules_of(const IssuerSettings& settings) {
    return {settings.algorithms, std::chrono::seconds{settings.refresh_s}, std::chrono::seconds{settings.pause_s}};
}

tl::expected<std::shared_ptr<const KeySet>, std::string> read_keys(const IssuerSettings& settings) {
    if (auto fault = fault_of_writers(settings.keys)) return tl::make_unexpected(std::move(*fault));
    const auto text = read_bounded_file(settings.keys, largest_key_file);
    if (!text) return tl::make_unexpected(text.error());
    auto keys = KeySet::parse(*text, settings.algorithms);
    if (!keys) return tl::make_unexpected(fmt::format("{}: {}", settings.keys, keys.error()));
    return std::make_shared<const KeySet>(std::move(*keys));
}

// The host's database may be slow, so it is asked when the settings are read and not when somebody comes.
tl::expected<std::uint32_t, std::string> uid_of(const std::string& user) {
    std::array<char, 16'384> room{};
    passwd entry{};
    passwd* found = nullptr;
    const int failed = ::getpwnam_r(user.c_str(), &entry, room.data(), room.size(), &found);
    if (found) return entry.pw_uid;
    return tl::make_unexpected(failed != 0 ? std::generic_category().message(failed) : "there is no such user");
}

std::string in_small_letters(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

std::string key_of_name(std::string_view kind, std::string_view name) { return fmt::format("{}\n{}", kind, name); }

tl::unexpected<Denial> denied(Denial::Kind kind, std::string why) {
    return tl::make_unexpected(Denial{kind, std::move(why)});
}

// The word of "Bearer <word>"; empty for another scheme.
std::string_view word_in(std::string_view header) {
    if (header.size() < bearer.size() || !same_name(header.substr(0, bearer.size()), bearer)) return {};
    return trimmed(header.substr(bearer.size()));
}

Caller caller_of(const TokenHolder& holder) { return {holder.principal, holder.until}; }

bool has_ended(const TokenHolder& holder) { return holder.until && std::chrono::system_clock::now() >= *holder.until; }

}  // namespace

tl::expected<GatewaySettings, std::string> Authenticator::settings() const {
    GatewaySettings settings;
    settings.authentication = Authentication::none;
    if (files_.settings) {
        auto loaded = load_gateway_settings(*files_.settings);
        if (!loaded) return loaded;
        settings = std::move(*loaded);
    }
    if (files_.tls_cert.has_value() != files_.tls_key.has_value())
        return tl::make_unexpected("--tls-cert and --tls-key are needed together: a certificate and the key to it");
    if (files_.tls_cert) settings.tls = TlsSettings{*files_.tls_cert, *files_.tls_key, {}};
    if (files_.client_ca && !settings.tls)
        return tl::make_unexpected("--client-ca has no meaning without TLS; give --tls-cert and --tls-key as well");
    if (files_.client_ca) settings.tls->client_ca = files_.client_ca;
    if (const auto wrong = findings_in(settings); !wrong.empty())
        return tl::make_unexpected(fmt::format("{} {}", wrong.front().field, wrong.front().message));
    return settings;
}

tl::expected<void, std::string> Authenticator::read() {
    const auto settings = this->settings();
    if (!settings) return tl::make_unexpected(settings.error());
    auto made = std::make_shared<Knowledge>();
    made->is_required = settings->authentication == Authentication::required;
    const auto before = knowledge();
    if (before && before->is_required != made->is_required)
        return tl::make_unexpected("whether credentials are required changes at a restart alone");
    if (before && (before->context != nullptr) != settings->tls.has_value())
        return tl::make_unexpected("whether TLS is spoken changes at a restart alone");
    if (settings->tls) {
        auto context = read_server_context({settings->tls->cert, settings->tls->key, settings->tls->client_ca});
        if (!context) return tl::make_unexpected(std::move(context.error()));
        made->context = std::move(*context);
    }
    if (settings->tokens) {
        auto tokens = Tokens::load(*settings->tokens);
        if (!tokens) return tl::make_unexpected(std::move(tokens.error()));
        made->tokens = std::move(*tokens);
    }
    if (auto learnt = learn_users(*settings, *made); !learnt) return learnt;
    if (auto learnt = learn_issuers(*settings, *made); !learnt) return learnt;
    std::shared_ptr<const Knowledge> next = std::move(made);
    {
        const MutexLock lock(mutex_);
        knowledge_.swap(next);
    }
    return {};
}

tl::expected<void, std::string> Authenticator::learn_users(const GatewaySettings& settings, Knowledge& made) const {
    for (const auto& holder : settings.certificates)
        for (const auto& [kind, name] : {std::pair{"subject", &holder.subject}, std::pair{"dns", &holder.dns},
                                         std::pair{"uri", &holder.uri}, std::pair{"email", &holder.email}})
            if (*name)
                made.by_certificate.emplace(
                    key_of_name(kind, kind == std::string_view("dns") ? in_small_letters(**name) : **name),
                    holder.principal.value);
    for (const auto& [principal, user] : settings.unix_users) {
        const auto uid = uid_of(user);
        if (!uid) return tl::make_unexpected(fmt::format("the user {}: {}", user, uid.error()));
        made.by_uid.emplace(*uid, principal.value);
    }
    return {};
}

tl::expected<void, std::string> Authenticator::learn_issuers(const GatewaySettings& settings, Knowledge& made) {
    const auto before = knowledge();
    for (const auto& issuer : settings.oidc) {
        if (!is_url(issuer.keys)) {
            auto keys = read_keys(issuer);
            if (!keys) return tl::make_unexpected(std::move(keys.error()));
            made.issuers.emplace_back(issuer, nullptr, std::move(*keys));
            continue;
        }
        // Keys that were fetched are still good, whatever else has changed.
        std::shared_ptr<IssuerKeys> fetched;
        for (const auto& known : before ? before->issuers : std::vector<Issuer>{})
            if (known.fetched() && known.settings().issuer == issuer.issuer && known.settings().keys == issuer.keys &&
                known.settings().ca_file == issuer.ca_file && rules_of(known.settings()) == rules_of(issuer))
                fetched = known.fetched();
        if (!fetched)
            fetched = std::make_shared<IssuerKeys>(
                issuer.issuer,
                [url = issuer.keys, ca_file = issuer.ca_file](const std::atomic<bool>& leaving) {
                    return fetch_key_document(url, ca_file, leaving);
                },
                rules_of(issuer));
        made.issuers.emplace_back(issuer, std::move(fetched), nullptr);
    }
    return {};
}

std::shared_ptr<const Authenticator::Knowledge> Authenticator::knowledge() const {
    const MutexLock lock(mutex_);
    return knowledge_;
}

bool Authenticator::is_required() const {
    const auto knowledge = this->knowledge();
    return !knowledge || knowledge->is_required;
}

Certificate Authenticator::context_of_tls() const {
    const auto knowledge = this->knowledge();
    return knowledge ? knowledge->context : nullptr;
}

tl::expected<Caller, Denial> Authenticator::identify(const Request& request, Effort effort) const {
    const auto shown = std::make_shared<Shown>();
    for (const auto& field : request.headers.all())
        if (same_name(field.name, "Authorization")) shown->authorizations.push_back(field.value);
    shown->proof = request.proof;
    auto found = look_up(*shown, effort);
    if (found) found->still_good = [this, shown] { return look_up(*shown, Effort::all).has_value(); };
    return found;
}

Authenticator::Found Authenticator::look_up(const Shown& shown, Effort effort) const {
    const auto knowledge = this->knowledge();
    if (!knowledge) return denied(Denial::Kind::wrong, "nothing was read yet");
    if (shown.authorizations.size() > 1) return denied(Denial::Kind::wrong, "there are several Authorization headers");
    if (!shown.authorizations.empty()) return by_authorization(*knowledge, shown.authorizations.front(), effort);
    if (shown.proof.certificate) return by_certificate(*knowledge, *shown.proof.certificate);
    if (shown.proof.uid)
        if (const auto user = knowledge->by_uid.find(*shown.proof.uid); user != knowledge->by_uid.end())
            return Caller{user->second};
    return denied(Denial::Kind::missing, "no credentials were shown");
}

Authenticator::Found Authenticator::by_authorization(const Knowledge& knowledge, const std::string& header,
                                                     Effort effort) {
    const auto word = word_in(header);
    if (word.empty()) return denied(Denial::Kind::wrong, "the Authorization header is not \"Bearer\" and a token");
    return by_token(knowledge, word, effort);
}

Authenticator::Found Authenticator::by_token(const Knowledge& knowledge, std::string_view word, Effort effort) {
    if (const auto* holder = knowledge.tokens.holder_of(word)) {
        if (!has_ended(*holder)) return caller_of(*holder);
        return denied(Denial::Kind::wrong, fmt::format("a token of {} has expired", holder->principal));
    }
    if (!knowledge.issuers.empty() && WebToken::is_like(word)) return by_signature(knowledge, word, effort);
    return denied(Denial::Kind::wrong, "the token is nobody's");
}

Authenticator::Found Authenticator::by_signature(const Knowledge& knowledge, std::string_view word, Effort effort) {
    const auto token = WebToken::parse(word);
    if (!token) return denied(Denial::Kind::wrong, token.error());
    const auto name = text_of_claim(token->claims, "iss");
    const auto issuer =
        std::ranges::find_if(knowledge.issuers, [&](const Issuer& each) { return each.settings().issuer == name; });
    if (issuer == knowledge.issuers.end()) return denied(Denial::Kind::wrong, "the token is of another issuer");
    if (auto objection = issuer->objection_to(*token, std::chrono::system_clock::now()))
        return tl::make_unexpected(std::move(*objection));
    const auto keys = issuer->keys();
    if (!keys)
        return denied(Denial::Kind::later, fmt::format("the keys of {} are not there yet", issuer->settings().issuer));
    const auto hash = sha256_of(word);
    if (const auto known = knowledge.known.find(hash, keys)) return caller_of(*known);
    if (effort == Effort::little) return denied(Denial::Kind::not_looked, "too many were wrong before");
    auto holder = issuer->holder_of(*token, *keys);
    if (!holder) return tl::make_unexpected(std::move(holder.error()));
    knowledge.known.add(hash, *holder, keys);
    return caller_of(*holder);
}

Authenticator::Found Authenticator::by_certificate(const Knowledge& knowledge, const ClientCertificate& certificate) {
    if (!certificate.is_good_for(knowledge.context))
        return denied(Denial::Kind::wrong, "the certificate has expired, or its authority is none any more");
    const auto holder_of = [&](std::string_view kind, const std::string& name) -> const std::string* {
        const auto found = knowledge.by_certificate.find(key_of_name(kind, name));
        return found == knowledge.by_certificate.end() ? nullptr : &found->second;
    };
    const auto* principal = holder_of("subject", certificate.subject());
    for (const auto& [kind, names] : {std::pair{"dns", &certificate.dns_names()}, std::pair{"uri", &certificate.uris()},
                                      std::pair{"email", &certificate.emails()}})
        for (const auto& name : *names)
            if (!principal) principal = holder_of(kind, name);
    if (principal) return Caller{*principal, certificate.end()};
    return denied(Denial::Kind::wrong,
                  fmt::format("the certificate of \"{}\" is nobody's here", certificate.subject()));
}

}  // namespace hf::http
