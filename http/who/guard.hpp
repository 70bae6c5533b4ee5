// Guard: stands before a handler and lets nobody pass whom the site does not know.
//
//     Guard guard(api, authenticator, CrossOrigin({"https://portal.example.org"}));
//     server.start(guard);
//
// A request that passes has its caller. Whatever is wrong with credentials is answered alike, with 401; why is logged,
// without them, and counted. An address that was wrong too often is answered with 429 unless its credentials are known
// to be good. Nobody is asked for credentials at /healthz, nor where the site does not require them.
//
// Called by the server's thread; handler and authenticator must outlive the requests under way.
#pragma once

#include "http/who/authenticator.hpp"
#include "http/who/cross_origin.hpp"
#include "http/who/failed_attempts.hpp"

namespace hf::http {

class Guard final : public Handler {
public:
    Guard(Handler& inner, const Authenticator& who, CrossOrigin pages)
        : inner_(inner), who_(who), pages_(std::move(pages)) {}

    std::optional<Response> refuse(Request& request) override;
    void handle(Request request, Respond respond) override;

    // How many requests had wrong credentials.
    [[nodiscard]] std::uint64_t refused() const { return attempts_.count(); }

private:
    std::optional<Response> refusal_of(Request& request);
    Response answer_to(const Denial& denial, const Request& request, bool has_room);

    Handler& inner_;
    const Authenticator& who_;
    const CrossOrigin pages_;
    FailedAttempts attempts_;
};

}  // namespace hf::http
