#include <gtest/gtest.h>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/messages/member_count.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {
namespace {

struct Account {
    std::string owner;
    std::optional<std::uint32_t> limit;
    std::uint32_t visits{};
    Rare<std::string> note;

    static constexpr auto describe =
        message("Account", "Whose it is, and what is known of it.", field<&Account::owner>("owner", "whose"),
                field<&Account::visits>("visits", "how often").internal(), field<&Account::limit>("limit", "how much"),
                field<&Account::note>("note", "what else").internal());
};

// flat() takes over what an account shows.
struct Listed {
    Account account;
    static constexpr auto describe = message("Listed", "An account in a list.", flat<&Listed::account>());
};

struct Forgetful {
    std::string owner;
    std::optional<std::uint32_t> limit;
    static constexpr auto describe =
        message("Forgetful", "A field is not declared.", field<&Forgetful::owner>("owner", "whose"));
};

static_assert(declares_every_member<Account>);
static_assert(declares_every_member<Listed>);
static_assert(!declares_every_member<Forgetful>);

const Account ours{"alice", 3, 7, std::string("is late")};
const MsgpackCodec codec;

TEST(InternalFields, AreNotShown) {
    EXPECT_EQ(text_of(ours), R"({owner: "alice", limit: 3})");
    EXPECT_EQ(text_of(Listed{ours}), R"({owner: "alice", limit: 3})");
    EXPECT_EQ(type_of<Account>.fields.size(), 2U);
}

TEST(InternalFields, AreNotTaken) {
    Account theirs;
    const auto problem = codec.decode(codec.encode(whole_type_of<Account>, &ours), theirs);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->path, "visits");
    EXPECT_TRUE(problem->message.starts_with("is not known here")) << problem->message;
}

TEST(InternalFields, BelongToTheWhole) {
    EXPECT_EQ(text_of(whole_type_of<Account>, &ours), R"({owner: "alice", limit: 3, visits: 7, note: "is late"})");
    Account read;
    ASSERT_FALSE(codec.decode(codec.encode(whole_type_of<Account>, &ours), whole_type_of<Account>, &read));
    EXPECT_EQ(text_of(whole_type_of<Account>, &read), text_of(whole_type_of<Account>, &ours));
}

TEST(InternalFields, AreRequiredLikeOthers) {
    Account read;
    const auto problem = codec.decode(codec.encode(ours), whole_type_of<Account>, &read);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->path, "visits");
    EXPECT_EQ(problem->message, "is missing");
}

}  // namespace
}  // namespace hf::testing
