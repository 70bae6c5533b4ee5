#include "core/access/principals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace hf {
namespace {

std::string place_of(std::size_t index, std::string_view field) {
    return fmt::format("principals[{}].{}", index, field);
}

// Names and keys have no line breaks.
std::optional<std::string> credential(const Principal* principal, std::string_view way, std::string_view what) {
    if (!principal) return std::nullopt;
    return fmt::format("{}\n{}\n{}", principal->name, way, what);
}

std::vector<std::string> words_of(std::string_view credential) {
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin <= credential.size();) {
        const auto end = std::min(credential.find('\n', begin), credential.size());
        words.emplace_back(credential.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

// One way to be recognised, so that nobody gets more by one way than the site has thought of.
std::optional<Finding> fault_of_ways(const Principal& principal, std::size_t index) {
    const auto ways = int{principal.public_key.has_value()} + int{principal.unix_user.has_value()} +
                      int{principal.unix_group.has_value()};
    if (ways == 1) return std::nullopt;
    return Finding{fmt::format("principals[{}]", index),
                   fmt::format("{} is to be recognised by {} of public_key, unix_user and unix_group; give exactly one",
                               principal.name, ways == 0 ? "none" : "several")};
}

}  // namespace

Role Principal::highest_role() const {
    return roles.empty() ? Role::viewer : *std::max_element(roles.begin(), roles.end());
}

tl::expected<Principals, std::vector<Finding>> Principals::of(std::vector<Principal> all) {
    Principals made;
    made.all_ = std::move(all);
    std::vector<Finding> findings;
    const auto index = [&](Index& places, const std::string& key, std::size_t i, std::string_view field) {
        const auto [first, fresh] = places.emplace(key, i);
        if (!fresh)
            findings.push_back({place_of(i, field), fmt::format("is that of principals[{}] too", first->second)});
    };
    for (std::size_t i = 0; i < made.all_.size(); ++i) {
        const auto& principal = made.all_[i];
        index(made.by_name_, principal.name.value, i, "name");
        if (principal.public_key) index(made.by_key_, principal.public_key->value, i, "public_key");
        if (principal.unix_user) index(made.by_user_, *principal.unix_user, i, "unix_user");
        if (principal.unix_group) index(made.by_group_, *principal.unix_group, i, "unix_group");
        if (auto fault = fault_of_ways(principal, i)) findings.push_back(std::move(*fault));
    }
    if (!findings.empty()) return tl::make_unexpected(std::move(findings));
    return made;
}

const Principal* Principals::at(const Index& index, std::string_view key) const {
    const auto found = index.find(key);
    return found == index.end() ? nullptr : &all_[found->second];
}

const Principal* Principals::find(std::string_view name) const { return at(by_name_, name); }

std::optional<std::string> Principals::credential_of_key(const PublicKey& key) const {
    return credential(at(by_key_, key.value), "key", key.value);
}

std::optional<std::string> Principals::credential_of_user(std::string_view user) const {
    return credential(at(by_user_, user), "user", user);
}

std::optional<std::string> Principals::credential_of_member(std::string_view user,
                                                            std::span<const std::string> groups) const {
    if (at(by_user_, user)) return std::nullopt;
    const auto of_group = std::find_if(all_.begin(), all_.end(), [&](const Principal& principal) {
        return principal.unix_group && std::find(groups.begin(), groups.end(), *principal.unix_group) != groups.end();
    });
    if (of_group == all_.end()) return std::nullopt;
    return credential(&*of_group, "group", fmt::format("{}\n{}", *of_group->unix_group, user));
}

const Principal* Principals::holder(std::string_view credential) const {
    const auto words = words_of(credential);
    std::optional<std::string> now;
    if (words.size() == 3 && words[1] == "key") now = credential_of_key({words[2]});
    if (words.size() == 3 && words[1] == "user") now = credential_of_user(words[2]);
    if (words.size() == 4 && words[1] == "group") now = credential_of_member(words[3], std::span(&words[2], 1));
    return now == credential ? find(words[0]) : nullptr;
}

bool Principals::lacks_any_of(const Principals& before) const {
    const auto ways = [](const Principal& p) { return std::tie(p.public_key, p.unix_user, p.unix_group); };
    const bool has_left = std::ranges::any_of(before.all_, [&](const Principal& was) {
        const auto* is = find(was.name.value);
        return !is || ways(*is) != ways(was);
    });
    // A member of a group who gets a line of its own is that principal from then on.
    const auto leaves_a_group = [&](const auto& line) { return !before.by_user_.contains(line.first); };
    return has_left || (before.has_groups() && std::ranges::any_of(by_user_, leaves_a_group));
}

}  // namespace hf
