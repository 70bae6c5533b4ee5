// Issuer: an issuer of tokens whom the site trusts, and who is who among those whom it names.
//
//     const Issuer issuer(settings, fetched, nullptr);
//     if (auto objection = issuer.objection_to(token, now)) refuse(objection->why);
//     auto holder = issuer.holder_of(token, *issuer.keys());  // or why it is nobody's
//
// Immutable but for the keys, which have a lock of their own; any thread may call it.
#pragma once

#include <tl/expected.hpp>

#include "http/who/denial.hpp"
#include "http/who/jwt/web_token.hpp"
#include "http/who/oidc/issuer_keys.hpp"
#include "http/who/settings.hpp"
#include "http/who/tokens.hpp"

namespace hf::http {

class Issuer {
public:
    // Keys of a URL are fetched by `fetched`; where these are null, `read` are those of a file.
    Issuer(IssuerSettings settings, std::shared_ptr<IssuerKeys> fetched, std::shared_ptr<const KeySet> read)
        : settings_(std::move(settings)), fetched_(std::move(fetched)), read_(std::move(read)) {}

    [[nodiscard]] const IssuerSettings& settings() const { return settings_; }
    [[nodiscard]] const std::shared_ptr<IssuerKeys>& fetched() const { return fetched_; }
    // Null: none were fetched yet.
    [[nodiscard]] std::shared_ptr<const KeySet> keys() const { return fetched_ ? fetched_->now() : read_; }

    // Whether the token can be of somebody, by all that is checked without its signature.
    [[nodiscard]] std::optional<Denial> objection_to(const WebToken& token, ClockTime now) const;
    // Returns who holds a token to which there is no objection, by its signature and its claim. `until` is the token's
    // end, with the leeway that its issuer's clock has.
    [[nodiscard]] tl::expected<TokenHolder, Denial> holder_of(const WebToken& token, const KeySet& keys) const;
    // A key that is not known: the denial, and the keys are looked for.
    [[nodiscard]] Denial look_for_key(const WebToken& token) const;

private:
    [[nodiscard]] std::string principal_of(const WebToken& token) const;

    IssuerSettings settings_;
    std::shared_ptr<IssuerKeys> fetched_;
    std::shared_ptr<const KeySet> read_;
};

}  // namespace hf::http
