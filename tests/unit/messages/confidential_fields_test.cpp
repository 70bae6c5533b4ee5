#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "core/messages/confidential.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Key {
    std::string name;
    std::string secret;

    static constexpr auto describe = message("Key", "What opens a door.", field<&Key::name>("name", "which"),
                                             field<&Key::secret>("secret", "its teeth").optional().confidential());
};

struct House {
    std::string owner;
    std::vector<Key> keys;
    std::optional<std::string> alarm;
    std::uint32_t visits{};

    static constexpr auto describe =
        message("House", "Whose it is, and what opens it.", field<&House::owner>("owner", "whose"),
                field<&House::alarm>("alarm", "the word that ends it").confidential(),
                field<&House::keys>("keys", "of its doors"), field<&House::visits>("visits", "how many").internal());
};

struct Listed {
    House house;
    std::uint64_t given = ~std::uint64_t{0};
    static constexpr auto describe = message("Listed", "In a list.", flat<&Listed::house>()).noting<&Listed::given>();
};

const House ours{"alice", {{"front", "4711"}, {"back", "0815"}}, "open sesame", 7};
const MsgpackCodec codec;

std::string json_of(const std::string& bytes) {
    JsonWriter writer(codec);
    EXPECT_FALSE(codec.parse(bytes, writer));
    return writer.text();
}

template <class T>
std::string text_withholding(const TypeInfo& type, const T& value) {
    return json_of(codec.encode_withholding(type, &value));
}

TEST(ConfidentialFields, AreNamedAtAnyDepth) {
    EXPECT_THAT(confidential_fields(type_of<House>), ElementsAre("alarm", "keys[].secret"));
    EXPECT_THAT(confidential_fields(type_of<Listed>), ElementsAre("alarm", "keys[].secret"));
    EXPECT_THAT(confidential_fields(whole_type_of<House>), ElementsAre("alarm", "keys[].secret"));
    EXPECT_THAT(confidential_fields(type_of<ValueMap>), IsEmpty());
}

TEST(ConfidentialFields, AreLeftOutWhereTheyAreWithheld) {
    EXPECT_EQ(text_withholding(type_of<House>, ours), R"({"owner":"alice","keys":[{"name":"front"},{"name":"back"}]})");
    EXPECT_EQ(text_withholding(whole_type_of<House>, ours),
              R"({"owner":"alice","keys":[{"name":"front"},{"name":"back"}],"visits":7})");
    // Beside those that a partial message was not given.
    EXPECT_EQ(text_withholding(type_of<Listed>, Listed{ours, 0b011}), R"({"owner":"alice"})");
}

TEST(ConfidentialFields, AreThereOtherwise) {
    House read;
    ASSERT_FALSE(codec.decode(codec.encode(ours), read));
    EXPECT_EQ(read.alarm, "open sesame");
}

TEST(ConfidentialFields, HaveTheirDefaultsForWhoReadsWithoutThem) {
    House read;
    ASSERT_FALSE(codec.decode(codec.encode_withholding(type_of<House>, &ours), read));
    EXPECT_EQ(read.keys.at(1).name, "back");
    EXPECT_EQ(read.keys.at(1).secret, "");
    EXPECT_EQ(read.alarm, std::nullopt);
}

}  // namespace
}  // namespace hf::testing
