// AccessControl: decides who a sender is, and what a sender may do and see. Without principals it is open: every
// process that can open a socket may do everything.
//
//     access.admit_only(principals);                      // from now on, also on connections that are open
//     auto caller = access.caller(sender, on_behalf_of);  // or unauthorized, forbidden
//     if (auto refusal = refusal_of(*caller, type.name, type.role)) return;  // forbidden
//
// Any thread may call it, at any time.
#pragma once

#include <memory>

#include "core/access/caller.hpp"
#include "core/access/principals.hpp"
#include "core/access/visibility.hpp"
#include "core/errors/error.hpp"
#include "core/threads/mutex.hpp"

namespace hf {

class AccessControl {
public:
    AccessControl() = default;
    explicit AccessControl(std::optional<Principals> principals, Visibility visibility = Visibility::all)
        : visibility_(visibility) {
        if (principals) admit_only(std::move(*principals));
    }

    // Takes the place of the principals before.
    void admit_only(Principals principals) EXCLUDES(mutex_);

    // The principals now; null: it is open.
    [[nodiscard]] std::shared_ptr<const Principals> principals() const EXCLUDES(mutex_);

    // True if somebody is let in and sees everything now who would not with these: what he hears goes on without him
    // being asked again.
    [[nodiscard]] bool would_shut_out_any(const Principals& next) const;

    // `on_behalf_of`: for whom the message says that it asks; empty: for its sender.
    // Errors: unauthorized, where the sender is not known (any more); forbidden, where he may not act for others.
    [[nodiscard]] Result<Caller> caller(const Sender& sender, const std::string& on_behalf_of) const;

private:
    [[nodiscard]] bool sees_all(Role role) const { return visibility_ == Visibility::all || role != Role::requester; }
    [[nodiscard]] Result<Caller> acting(const Principal& gateway, const std::string& other,
                                        const Principals& principals) const;

    const Visibility visibility_ = Visibility::all;
    mutable Mutex mutex_;
    std::shared_ptr<const Principals> principals_ GUARDED_BY(mutex_);
};

// The refusal of a message of this type that needs a higher role than the caller has; nothing where he may.
std::optional<Error> refusal_of(const Caller& caller, std::string_view type, Role needed);

}  // namespace hf
