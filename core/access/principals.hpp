// Principals: all whom the site knows, as a process of this host or the holder of a key is looked up among them.
//
//     auto principals = Principals::of(std::move(list));       // or what is wrong, with the place of each
//     const Principal* known = principals->holder_of(key);     // null: nobody knows the key
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
    [[nodiscard]] const Principal* holder_of(const PublicKey& key) const;
    // The one of the user, or else the first in the list's order of one of the groups.
    [[nodiscard]] const Principal* process_of(std::string_view user, std::span<const std::string> groups) const;

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
};

}  // namespace hf
