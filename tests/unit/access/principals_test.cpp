#include "core/access/principals.hpp"

#include <gtest/gtest.h>

namespace hf {
namespace {

constexpr auto key_a = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
constexpr auto key_b = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";

Principal by_key(std::string name, std::string key) {
    return {.name = {std::move(name)}, .public_key = PublicKey{std::move(key)}, .roles = {Role::viewer}};
}
Principal by_user(std::string name, std::string user) {
    return {.name = {std::move(name)}, .unix_user = std::move(user), .roles = {Role::viewer}};
}
Principal by_group(std::string name, std::string group) {
    return {.name = {std::move(name)}, .unix_group = std::move(group), .roles = {Role::viewer}};
}
// The name of the principal that a process of the user is let in as, and stays.
std::string name_of_process(const Principals& among, std::string_view user, const std::vector<std::string>& groups) {
    auto credential = among.credential_of_user(user);
    if (!credential) credential = among.credential_of_member(user, groups);
    const auto* holder = credential ? among.holder(*credential) : nullptr;
    return holder ? holder->name.value : "nobody";
}

TEST(PublicKey, HasFortyCharactersOfItsAlphabet) {
    EXPECT_EQ(PublicKey::check(key_a), "");
    // libzmq takes 5 and 35 for a part of a key, and any 32 for a binary one.
    for (const auto size : {0U, 5U, 32U, 35U, 39U})
        EXPECT_NE(PublicKey::check(std::string_view(key_a).substr(0, size)), "") << size;
    EXPECT_NE(PublicKey::check(std::string(key_a) + "\n"), "");
    EXPECT_NE(PublicKey::check(std::string(39, 'a') + '\0'), "");
    EXPECT_NE(PublicKey::check(std::string(39, 'a') + ','), "");
}

TEST(Principals, AreFoundByNameAndKey) {
    const auto known = Principals::of({by_key("alice", key_a), by_key("bob", key_b)});
    ASSERT_TRUE(known);
    EXPECT_EQ(known->holder(known->credential_of_key({key_b}).value())->name.value, "bob");
    EXPECT_EQ(known->find("alice")->public_key->value, key_a);
    EXPECT_EQ(known->find("carl"), nullptr);
    EXPECT_FALSE(known->credential_of_key({""}));
}

TEST(Principals, AProcessIsItsUserBeforeItIsAMemberOfAGroup) {
    const auto known = Principals::of({by_group("ops", "wheel"), by_group("staff", "users"), by_user("alice", "al")});
    ASSERT_TRUE(known);
    EXPECT_EQ(name_of_process(*known, "al", {"users", "wheel"}), "alice");
    EXPECT_EQ(name_of_process(*known, "bo", {"users", "wheel"}), "ops");
    EXPECT_EQ(name_of_process(*known, "bo", {"users"}), "staff");
    EXPECT_EQ(name_of_process(*known, "bo", {"games"}), "nobody");
    EXPECT_EQ(name_of_process(*known, "", {}), "nobody");
}

TEST(Principals, AreRecognisedInOneWayAndNotAsTwo) {
    auto both = by_key("both", key_a);
    both.unix_user = "both";
    const auto wrong = Principals::of(
        {both, by_key("twin", key_a), Principal{.name = {"twin"}}, by_group("a", "wheel"), by_group("b", "wheel")});
    ASSERT_FALSE(wrong);
    std::vector<std::string> places;
    for (const auto& finding : wrong.error()) places.push_back(finding.field);
    EXPECT_EQ(places, (std::vector<std::string>{"principals[0]", "principals[1].public_key", "principals[2].name",
                                                "principals[2]", "principals[4].unix_group"}));
}

TEST(Principals, ACredentialIsGoodAsLongAsItWouldBeGivenAgain) {
    const auto before = *Principals::of({by_key("alice", key_a), by_user("bob", "bo"), by_group("ops", "wheel")});
    const auto alice = before.credential_of_key({key_a}).value();
    const auto bob = before.credential_of_user("bo").value();
    const auto carl = before.credential_of_member("ca", std::vector<std::string>{"users", "wheel"}).value();
    for (const auto& credential : {alice, bob, carl}) EXPECT_TRUE(before.holder(credential)) << credential;

    // Another key, and another user, under the same names.
    const auto replaced = *Principals::of({by_key("alice", key_b), by_user("bob", "al")});
    for (const auto& credential : {alice, bob, carl}) EXPECT_FALSE(replaced.holder(credential)) << credential;
    // The same key under another name, and names that were given to others.
    const auto renamed = *Principals::of({by_key("bob", key_a), by_user("alice", "bo"), by_group("carl", "wheel")});
    for (const auto& credential : {alice, bob, carl}) EXPECT_FALSE(renamed.holder(credential)) << credential;
    // A member of a group that gets a line of its own.
    const auto own = *Principals::of({by_group("ops", "wheel"), by_user("carl", "ca")});
    EXPECT_FALSE(own.holder(carl));

    for (const auto* wrong : {"", "alice", "alice\n", "alice\nkey", "alice\nkey\n", "bob\nuser\nbo\n", "\n\n\n\n",
                              "ops\ngroup\nwheel", "ops\nuser\nwheel"})
        EXPECT_FALSE(before.holder(wrong)) << wrong;
}

TEST(Principals, TellWhetherSomebodyHasLeft) {
    const auto before = *Principals::of({by_key("alice", key_a), by_user("bob", "bo")});
    EXPECT_FALSE(before.lacks_any_of(before));
    auto more = by_key("alice", key_a);
    more.roles = {Role::admin};
    EXPECT_FALSE(Principals::of({by_user("bob", "bo"), more, by_group("ops", "wheel")})->lacks_any_of(before));
    EXPECT_TRUE(Principals::of({by_user("bob", "bo")})->lacks_any_of(before));
    EXPECT_TRUE(Principals::of({by_key("alice", key_b), by_user("bob", "bo")})->lacks_any_of(before));
    // A member of a group who gets a line of its own.
    const auto group = *Principals::of({by_group("ops", "wheel"), by_user("bob", "bo")});
    EXPECT_FALSE(group.lacks_any_of(group));
    EXPECT_TRUE(
        Principals::of({by_group("ops", "wheel"), by_user("bob", "bo"), by_user("carl", "ca")})->lacks_any_of(group));
}

}  // namespace
}  // namespace hf
