#include "core/domain/history/upcasters.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hf::testing {
namespace {

Upcasters::Step appending(const std::string& letter) {
    return [letter](ValueMap data) {
        data["way"] = *data.at("way").as<std::string>() + letter;
        return data;
    };
}

const ValueMap start{{"way", ""}};

TEST(Upcasters, TakeDataFromVersionToVersion) {
    Upcasters upcasters;
    upcasters.add("Thing", 2, appending("c"));
    upcasters.add("Thing", 0, appending("a"));
    upcasters.add("Thing", 1, appending("b"));
    upcasters.add("Other", 1, appending("x"));
    EXPECT_EQ(upcasters.upcast("Thing", 0, 3, start), (ValueMap{{"way", "abc"}}));
    EXPECT_EQ(upcasters.upcast("Thing", 1, 2, start), (ValueMap{{"way", "b"}}));
    EXPECT_EQ(upcasters.upcast("Thing", 3, 3, start), start);
    EXPECT_TRUE(upcasters.has("Thing", 2));
    EXPECT_FALSE(upcasters.has("Thing", 3));
}

TEST(Upcasters, MissNoStep) {
    Upcasters upcasters;
    upcasters.add("Thing", 0, appending("a"));
    EXPECT_THROW(std::ignore = upcasters.upcast("Thing", 0, 2, start), std::runtime_error);
    EXPECT_THROW(std::ignore = upcasters.upcast("Other", 0, 1, start), std::runtime_error);
}

TEST(Upcasters, RefuseASecondWay) {
    Upcasters upcasters;
    upcasters.add("Thing", 0, appending("a"));
    EXPECT_THROW(upcasters.add("Thing", 0, appending("b")), std::logic_error);
}

}  // namespace
}  // namespace hf::testing
