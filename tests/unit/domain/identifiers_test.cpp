#include "core/domain/values/identifiers.hpp"

#include <gtest/gtest.h>

#include <unordered_set>

namespace hf {
namespace {

template <class Id>
std::string accepted_punctuation() {
    std::string accepted;
    for (int c = 0; c < 256; ++c) {
        const std::string text(1, static_cast<char>(c));
        if (Id::check(text).empty() && !(c < 128 && std::isalnum(c))) accepted += text;
    }
    return accepted;
}

template <class Id>
void expect_letters_and_digits() {
    EXPECT_EQ(Id::check("abcxyzABCXYZ0189"), "");
    EXPECT_EQ(Id::check(""), "must not be empty");
}

template <class Id>
void expect_longest(std::size_t longest) {
    EXPECT_EQ(Id::check(std::string(longest, 'x')), "");
    EXPECT_EQ(Id::check(std::string(longest + 1, 'x')),
              fmt::format("must be at most {} characters, not {}", longest, longest + 1));
}

TEST(Identifiers, OfTemplatesFollowHostFactorysRule) {
    expect_letters_and_digits<TemplateId>();
    expect_longest<TemplateId>(64);
    EXPECT_EQ(accepted_punctuation<TemplateId>(), "-_");
    EXPECT_EQ(TemplateId::check("a b"), "may only hold letters, digits and -_");
}

TEST(Identifiers, OfProvidersMayHoldDots) {
    expect_letters_and_digits<ProviderName>();
    expect_longest<ProviderName>(64);
    EXPECT_EQ(accepted_punctuation<ProviderName>(), "-._");
}

TEST(Identifiers, OfRequestsAreOurOwn) {
    expect_letters_and_digits<RequestId>();
    expect_longest<RequestId>(64);
    EXPECT_EQ(accepted_punctuation<RequestId>(), "-_");
}

TEST(Identifiers, OfMachinesAreTheirProviders) {
    expect_letters_and_digits<MachineId>();
    expect_longest<MachineId>(128);
    EXPECT_EQ(accepted_punctuation<MachineId>(), "+-./:=@_");
    EXPECT_EQ(MachineId::check("i-0abc/eu-west-1"), "");
}

TEST(Identifiers, OfCommandsAreTheClients) {
    expect_letters_and_digits<CommandId>();
    expect_longest<CommandId>(128);
    EXPECT_EQ(accepted_punctuation<CommandId>(), "+-./:=@_");
}

TEST(Identifiers, AreNoPlaceForBytesOutsideAscii) {
    EXPECT_NE(TemplateId::check("größe"), "");
    EXPECT_NE(MachineId::check(std::string_view("a\0b", 3)), "");
}

TEST(Identifiers, AreComparedHashedAndPrintedAsTheirText) {
    EXPECT_LT(TemplateId{"a"}, TemplateId{"b"});
    EXPECT_EQ(fmt::format("<{:>3}>", TemplateId{"a"}), "<  a>");
    const std::unordered_set<TemplateId> ids{{"a"}, {"b"}, {"a"}};
    EXPECT_EQ(ids.size(), 2U);
    EXPECT_TRUE(TemplateId{}.empty());
}

}  // namespace
}  // namespace hf
