#include "client/calls/session.hpp"

#include <algorithm>

namespace hf {

using std::chrono::milliseconds;

namespace {

CallOptions with_rules(CallOptions options, const CallRules& rules) {
    if (!options.on_behalf_of) options.on_behalf_of = rules.on_behalf_of;
    if (options.on_behalf_of->empty()) options.on_behalf_of.reset();
    return options;
}

}  // namespace

Session::Time Session::deadline(const CallOptions& options, Time now) const {
    // A timeout that means "for ever" must not overflow.
    constexpr milliseconds longest = std::chrono::hours(24 * 365);
    return now + std::clamp(options.timeout.value_or(rules.timeout), milliseconds(0), longest);
}

PendingCall Session::command(std::string_view type, Encoded body, const CallOptions& options, Time now, Time deadline) {
    auto message = OutgoingMessage::command(options.id ? *options.id : ids.next(), type, std::move(body),
                                            with_rules(options, rules));
    return {std::move(message), rules, now, deadline};
}

PendingCall Session::query(std::string_view type, Encoded body, const CallOptions& options, Time now, Time deadline) {
    auto message = OutgoingMessage::query(options.id ? *options.id : ids.next(), type, std::move(body),
                                          with_rules(options, rules));
    return {std::move(message), rules, now, deadline};
}

}  // namespace hf
