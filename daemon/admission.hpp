// Admission: gives a peer the credential of the principal that it is, if it is one; at the feed, if it is one that sees
// everything, since everybody there hears all events. Refusals are counted and logged, a
// line a second at most.
//
//     Admission admission(access, clock, log);
//     ZapHandler zap(context, [&](const Knock& knock) { return admission.credential_of(knock); });
//
// credential_of() is called by one thread; the counters by any.
#pragma once

#include "adapters/zeromq/statistics.hpp"
#include "adapters/zeromq/zap_handler.hpp"
#include "core/access/access_control.hpp"
#include "core/figures/daemon_status.hpp"
#include "core/pacing/line_limit.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/log.hpp"

namespace hf {

class Admission {
public:
    Admission(const AccessControl& access, const Clock& clock, Log& log) : access_(access), clock_(clock), log_(log) {}

    std::optional<std::string> credential_of(const zeromq::Knock& knock);

    [[nodiscard]] Counters counters() const { return {{"admitted", admitted_}, {"refused", refused_}}; }

private:
    [[nodiscard]] bool may_hear(const zeromq::Knock& knock, const std::string& credential) const;
    void tell_refusal(const zeromq::Knock& knock, const std::string& why);

    const AccessControl& access_;
    const Clock& clock_;
    Log& log_;
    Counter admitted_;
    Counter refused_;
    LineLimit lines_;
};

}  // namespace hf
