#include "core/access/access_control.hpp"

#include <algorithm>

namespace hf {
namespace {

// A scheduler has many users whom the site does not list. They order what the gateway orders for them.
constexpr auto most_of_a_stranger = Role::requester;

Error unknown(const Sender& sender) {
    const auto name = sender.credential.substr(0, sender.credential.find('\n'));
    return name.empty() ? error(Code::unauthorized, "this site does not know who you are")
                        : error(Code::unauthorized, "this connection is no longer that of a principal \"{}\"", name);
}

}  // namespace

Result<Caller> AccessControl::acting(const Principal& gateway, const std::string& other,
                                     const Principals& principals) const {
    const auto refused = [](Error why) {
        why.field = "on_behalf_of";
        return tl::make_unexpected(std::move(why));
    };
    if (gateway.acts_for != ActsFor::any)
        return refused(error(Code::forbidden, "\"{}\" may not act for others (acts_for)", gateway.name));
    const auto* known = principals.find(other);
    const auto role = known ? known->highest_role() : most_of_a_stranger;
    const auto own_role = gateway.highest_role();
    // By both roles and not by the lesser one: a viewer sees more than a requester.
    return Caller{gateway.name.value,
                  other,
                  std::min(own_role, role),
                  true,
                  known ? known->limits : PrincipalLimits{},
                  sees_all(own_role) && sees_all(role)};
}

void AccessControl::admit_only(Principals principals) {
    auto made = std::make_shared<const Principals>(std::move(principals));
    const MutexLock lock(mutex_);
    principals_ = std::move(made);
}

std::shared_ptr<const Principals> AccessControl::principals() const {
    const MutexLock lock(mutex_);
    return principals_;
}

bool AccessControl::would_shut_out_any(const Principals& next) const {
    const auto now = principals();
    if (!now) return false;
    return next.lacks_any_of(*now) || std::ranges::any_of(now->all(), [&](const Principal& is) {
               const auto* will_be = next.find(is.name.value);
               return sees_all(is.highest_role()) && !(will_be && sees_all(will_be->highest_role()));
           });
}

Result<Caller> AccessControl::caller(const Sender& sender, const std::string& on_behalf_of) const {
    const auto principals = this->principals();
    // Nobody owns what is ordered now, so that nothing belongs to those who become principals later.
    if (!principals) return Caller{{}, {}, Role::admin, true, {}};
    const auto* known = principals->holder(sender.credential);
    if (!known) return tl::make_unexpected(unknown(sender));
    if (!on_behalf_of.empty() && on_behalf_of != known->name.value) return acting(*known, on_behalf_of, *principals);
    const auto role = known->highest_role();
    return Caller{known->name.value, {}, role, known->acts_for == ActsFor::any, known->limits, sees_all(role)};
}

std::optional<Error> refusal_of(const Caller& caller, std::string_view type, Role needed) {
    if (caller.role >= needed) return std::nullopt;
    auto refusal = error(Code::forbidden, "{} needs the role {}; {}{} has {}", type, name_of(needed),
                         caller.on_behalf_of.empty() ? "" : "on behalf of ", caller.owner(), name_of(caller.role));
    refusal.details["role"] = Value(std::string(name_of(needed)));
    return refusal;
}

}  // namespace hf
