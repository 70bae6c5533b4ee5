// Principals: all whom the site knows, as a process of this host or the holder of a key is looked up among them.
//
//     auto principals = Principals::of(std::move(list));         // or what is wrong, with the place of each
//     auto credential = principals->credential_of_key(key);      // nothing: nobody knows the key
//     const Principal* known = principals->holder(*credential);  // null: not any more
//
// A connection keeps its credential: the name, and how its holder was recognised. So a peer whose key was replaced, or
// whose name was given to another, is not taken for the new holder.
//
// Immutable; any thread may read.
#pragma once

#include <map>
#include <span>
#include <tl/expected.hpp>

#include "core/access/principal.hpp"

namespace hf {

class Principals {
public:
    Principals() = default;
    // Errors: names or keys that stand there twice, and principals that can't be recognised.
    static tl::expected<Principals, std::vector<Finding>> of(std::vector<Principal> all);

    [[nodiscard]] const Principal* find(std::string_view name) const;
    // Nothing where nobody is recognised so.
    [[nodiscard]] std::optional<std::string> credential_of_key(const PublicKey& key) const;
    [[nodiscard]] std::optional<std::string> credential_of_user(std::string_view user) const;
    // A user who has no line is the first principal, in the list's order, of one of the user's groups.
    [[nodiscard]] std::optional<std::string> credential_of_member(std::string_view user,
                                                                  std::span<const std::string> groups) const;
    [[nodiscard]] bool has_groups() const { return !by_group_.empty(); }

    // The principal that gets this credential, as long as it would get it now; otherwise null.
    [[nodiscard]] const Principal* holder(std::string_view credential) const;

    // True if somebody whom `before` has is not here, or is recognised in another way.
    [[nodiscard]] bool lacks_any_of(const Principals& before) const;

    [[nodiscard]] const std::vector<Principal>& all() const { return all_; }

private:
    using Index = std::map<std::string, std::size_t, std::less<>>;
    [[nodiscard]] const Principal* at(const Index& index, std::string_view key) const;

    std::vector<Principal> all_;
    Index by_name_;
    Index by_key_;
    Index by_user_;
    Index by_group_;
};

}  // namespace hf
