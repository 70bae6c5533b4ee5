#include "core/read_models/id_code.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace hf::testing {
namespace {

TEST(IdCode, IsInTheOrderOfTheTexts) {
    std::mt19937_64 random(5);
    std::vector<std::string> ids;
    for (int i = 0; i < 2000; ++i) {
        const auto start = i % 2 == 0 ? random() : 0x0193'a1b2'c3d4'7e5fULL;
        ids.push_back(fmt::format("{}-{:08x}-{:04x}-{:04x}-{:x}{:03x}-{:012x}", random() % 2 ? "req" : "ret",
                                  start >> 32U, start >> 16U & 0xffffU, start & 0xffffU, 8 + random() % 4,
                                  random() % 4096, random() & 0xffff'ffff'ffffULL));
    }
    std::ranges::sort(ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        ASSERT_TRUE(id_code_of(ids[i])) << ids[i];
        if (i > 0) {
            EXPECT_TRUE(*id_code_of(ids[i - 1]) < *id_code_of(ids[i])) << ids[i - 1] << " " << ids[i];
        }
    }
}

TEST(IdCode, OtherTextsHaveNone) {
    for (const auto* id : {"", "req-", "req-a", "REQ-0193a1b2-c3d4-7e5f-8a9b-0123456789ab",
                           "rex-0193a1b2-c3d4-7e5f-8a9b-0123456789ab", "req-0193a1b2-c3d4-7e5f-8a9b-0123456789aB",
                           "req-0193a1b2-c3d4-7e5f-8a9b-0123456789abc", "req-0193a1b2-c3d4-7e5f-8a9b-0123456789a",
                           "req-0193a1b2-c3d4-7e5f-ca9b-0123456789ab", "req-0193a1b2-c3d4-7e5f-0a9b-0123456789ab",
                           "req-0193a1b2xc3d4-7e5f-8a9b-0123456789ab", "req-0193a1b2-c3d4-7e5f-8a9b-01234567-9ab"})
        EXPECT_FALSE(id_code_of(id)) << id;
    EXPECT_TRUE(id_code_of("req-0193a1b2-c3d4-7e5f-8a9b-0123456789ab"));
}

}  // namespace
}  // namespace hf::testing
