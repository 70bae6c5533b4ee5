#include "core/containers/partitioned_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

namespace hf {
namespace {

TEST(PartitionedMap, AnswersAsOneTableWould) {
    std::mt19937 random(7);  // NOLINT(*msc51*): the same every time
    PartitionedMap<std::string, unsigned> parted;
    std::map<std::string, unsigned> plain;
    for (unsigned step = 0; step < 20'000; ++step) {
        const auto key = std::to_string(random() % 700);
        switch (random() % 5) {
            case 0: EXPECT_EQ(parted.erase(key), plain.erase(key)); break;
            case 1: EXPECT_EQ(parted.try_emplace(key, step).second, plain.try_emplace(key, step).second); break;
            case 2:
                EXPECT_EQ(parted.insert_or_assign(key, step).second, plain.insert_or_assign(key, step).second);
                break;
            case 3:
                if (const auto found = parted.find(key); found != parted.end()) {
                    EXPECT_EQ(found->second, plain.at(key));
                    parted.erase(found);
                    plain.erase(key);
                } else {
                    EXPECT_FALSE(plain.contains(key));
                }
                break;
            default: ++parted[key], ++plain[key];
        }
        EXPECT_EQ(parted.contains(key), plain.contains(key));
        ASSERT_EQ(parted.size(), plain.size());
    }
    const auto& as_const = parted;
    EXPECT_EQ((std::map<std::string, unsigned>(as_const.begin(), as_const.end())), plain);
    for (const auto& [key, value] : plain) EXPECT_EQ(as_const.at(key), value);
    EXPECT_THROW((void)as_const.at("none"), std::out_of_range);
}

TEST(PartitionedMap, MeetsEveryEntryOnce) {
    PartitionedMap<int, int> map;
    EXPECT_TRUE(map.empty());
    EXPECT_EQ(map.begin(), map.end());
    for (int n = 0; n < 1'000; ++n) EXPECT_TRUE(map.try_emplace(n, n).second);
    std::multiset<int> met;
    for (const auto& [key, value] : map) met.insert(key);
    EXPECT_EQ(met.size(), 1'000U);
    EXPECT_EQ(std::set<int>(met.begin(), met.end()).size(), 1'000U);
    for (auto it = map.begin(); it != map.end();) it = it->first % 2 == 0 ? map.erase(it) : std::next(it);
    EXPECT_EQ(map.size(), 500U);
    EXPECT_FALSE(map.contains(2));
    map.clear();
    EXPECT_EQ(map.begin(), map.end());
    EXPECT_TRUE(map.empty());
}

}  // namespace
}  // namespace hf
