#include "core/access/access_control.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hf {
namespace {

Principal user(const std::string& name, std::vector<Role> roles, ActsFor acts_for = ActsFor::nobody) {
    return Principal{.name = {name}, .unix_user = name, .roles = std::move(roles), .acts_for = acts_for};
}

Principals known() {
    return *Principals::of({user("vic", {Role::viewer}), user("rob", {Role::requester}),
                            user("gate", {Role::operator_, Role::viewer}, ActsFor::any), user("ann", {Role::admin})});
}

std::string credential_of(const std::string& user) { return known().credential_of_user(user).value_or(user); }

class AccessControlTest : public ::testing::Test {
protected:
    Caller caller(const std::string& principal, const std::string& on_behalf_of = {}) {
        auto found = access.caller({"192.0.2.1", credential_of(principal)}, on_behalf_of);
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(Caller{});
    }
    Error refusal(const std::string& principal, const std::string& on_behalf_of = {}) {
        auto found = access.caller({"192.0.2.1", credential_of(principal)}, on_behalf_of);
        EXPECT_FALSE(found);
        return found ? Error{} : found.error();
    }

    AccessControl access{known()};
};

TEST_F(AccessControlTest, WithoutPrincipalsEverySenderMayDoEverything) {
    const AccessControl open;
    const auto anybody = open.caller({{}, "what a client claims"}, "alice");
    ASSERT_TRUE(anybody);
    EXPECT_EQ(anybody->principal, "");
    EXPECT_EQ(anybody->role, Role::admin);
    EXPECT_EQ(anybody->owner(), "");
    EXPECT_TRUE(anybody->may_touch("somebody's"));
}

TEST_F(AccessControlTest, WithPrincipalsNobodyElseMayDoAnything) {
    EXPECT_EQ(refusal("").code, Code::unauthorized);
    EXPECT_EQ(refusal("carl").code, Code::unauthorized);
    EXPECT_EQ(refusal("", "ann").code, Code::unauthorized);
}

TEST_F(AccessControlTest, WhoIsTakenAwayIsUnknownAtOnce) {
    EXPECT_EQ(caller("rob").role, Role::requester);
    access.admit_only(*Principals::of({Principal{.name = {"ann"}, .unix_user = "ann", .roles = {Role::admin}}}));
    EXPECT_EQ(refusal("rob").code, Code::unauthorized);
}

TEST_F(AccessControlTest, AGatewayHasTheLesserOfBothRights) {
    EXPECT_EQ(caller("gate", "vic").role, Role::viewer);
    EXPECT_EQ(caller("gate", "ann").role, Role::operator_);
    EXPECT_EQ(caller("gate", "somebody unknown").role, Role::requester);
    EXPECT_EQ(caller("gate").role, Role::operator_);
    EXPECT_EQ(caller("gate", "vic").owner(), "vic");
    EXPECT_EQ(caller("gate", "vic").principal, "gate");
}

TEST_F(AccessControlTest, OthersActForThemselvesAlone) {
    EXPECT_EQ(refusal("ann", "vic").code, Code::forbidden);
    EXPECT_EQ(refusal("ann", "vic").field, "on_behalf_of");
    EXPECT_EQ(caller("rob", "rob").on_behalf_of, "");
}

TEST_F(AccessControlTest, ARequesterTouchesItsOwnAlone) {
    EXPECT_TRUE(caller("rob").may_touch("rob"));
    EXPECT_FALSE(caller("rob").may_touch("vic"));
    EXPECT_FALSE(caller("rob").may_touch(""));
    EXPECT_TRUE(caller("gate").may_touch("vic"));
    EXPECT_FALSE(caller("gate", "rob").may_touch("vic"));
}

TEST_F(AccessControlTest, ARequesterSeesItsOwnAloneWhereTheSiteSaysSo) {
    const AccessControl own(
        *Principals::of({user("vic", {Role::viewer}), user("rob", {Role::viewer, Role::requester}),
                         user("gate", {Role::operator_}, ActsFor::any), user("board", {Role::viewer}, ActsFor::any),
                         user("desk", {Role::requester}, ActsFor::any)}),
        Visibility::own);
    const auto sees_all = [&](const std::string& name, const std::string& other = {}) {
        return own.caller({{}, fmt::format("{0}\nuser\n{0}", name)}, other).value().sees_all;
    };
    EXPECT_TRUE(sees_all("vic"));
    EXPECT_FALSE(sees_all("rob"));
    EXPECT_TRUE(sees_all("gate"));
    EXPECT_TRUE(sees_all("gate", "vic"));
    EXPECT_FALSE(sees_all("gate", "rob"));
    EXPECT_FALSE(sees_all("gate", "somebody unknown"));
    // The lesser of both roles is a viewer's here, who sees more.
    EXPECT_FALSE(sees_all("board", "rob"));
    EXPECT_FALSE(sees_all("desk", "vic"));
    EXPECT_TRUE(caller("rob").sees_all) << "where the site says nothing";
    EXPECT_TRUE(AccessControl(std::nullopt, Visibility::own).caller({}, {})->sees_all) << "nobody owns anything there";

    const auto desk = own.caller({{}, "desk\nuser\ndesk"}, "rob").value();
    EXPECT_TRUE(desk.may_see("rob"));
    EXPECT_FALSE(desk.may_see("desk"));
    EXPECT_FALSE(desk.may_see(""));
}

TEST_F(AccessControlTest, KnowsWhomOtherPrincipalsWouldShutOut) {
    const auto with_rob = [](std::vector<Role> roles) {
        return *Principals::of({user("ann", {Role::admin}), user("rob", std::move(roles))});
    };
    const auto shuts_out = [&](Visibility visibility, std::vector<Role> before, std::vector<Role> after) {
        return AccessControl(with_rob(std::move(before)), visibility).would_shut_out_any(with_rob(std::move(after)));
    };
    EXPECT_TRUE(shuts_out(Visibility::own, {Role::operator_}, {Role::requester}));
    EXPECT_TRUE(shuts_out(Visibility::own, {Role::viewer}, {Role::viewer, Role::requester}));
    EXPECT_FALSE(shuts_out(Visibility::own, {Role::requester}, {Role::viewer}));
    EXPECT_FALSE(shuts_out(Visibility::own, {Role::requester}, {Role::requester}));
    EXPECT_FALSE(shuts_out(Visibility::all, {Role::operator_}, {Role::requester}));
    EXPECT_TRUE(access.would_shut_out_any(with_rob({Role::requester}))) << "others have left";
    EXPECT_FALSE(AccessControl().would_shut_out_any(known()));
}

TEST_F(AccessControlTest, TheRefusalNamesTheRoleThatIsMissing) {
    EXPECT_FALSE(refusal_of(caller("rob"), "CreateRequest", Role::requester));
    EXPECT_FALSE(refusal_of(caller("ann"), "CreateRequest", Role::requester));
    const auto refused = refusal_of(caller("vic"), "CreateRequest", Role::requester);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, Code::forbidden);
    EXPECT_EQ(refused->message, "CreateRequest needs the role requester; vic has viewer");
    EXPECT_EQ(refused->details, (ValueMap{{"role", Value("requester")}}));
    EXPECT_EQ(refusal_of(caller("gate", "vic"), "CreateRequest", Role::requester)->message,
              "CreateRequest needs the role requester; on behalf of vic has viewer");
}

}  // namespace
}  // namespace hf
