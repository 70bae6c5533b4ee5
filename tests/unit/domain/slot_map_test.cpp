// SlotMap: packed aggregates are found, read, changed and let go like others; and the table behind it.
#include "core/domain/state/slot_map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "core/domain/request/request.hpp"

namespace hf::testing {
namespace {

const std::string& id_of(const Request& request) { return request.request_id.value; }

using Requests = SlotMap<Request, &id_of>;

Request request(const std::string& id, Ordinal ordinal = 0) {
    Request made;
    made.request_id.value = id;
    made.ordinal = ordinal;
    made.user_id = "somebody";
    return made;
}

TEST(SlotMap, APackedAggregateIsReadOnDemandAndLetGo) {
    Requests requests;
    const auto& slot = requests.emplace(request("req-a", 7));
    slot.pack();
    EXPECT_NE(slot.at_hand(), nullptr) << "who has a pointer keeps it until let_go()";
    requests.let_go();
    EXPECT_EQ(slot.at_hand(), nullptr);
    EXPECT_EQ(requests.ordinal(RequestId{"req-a"}), 7U);
    EXPECT_EQ(slot.at_hand(), nullptr) << "that needs no unpacking";
    EXPECT_EQ(requests.find(RequestId{"req-b"}), nullptr);
    EXPECT_EQ(requests.slot(RequestId{"req-a"}), &slot);
    EXPECT_EQ(requests.find(RequestId{"req-a"})->user_id, "somebody");
    EXPECT_NE(slot.at_hand(), nullptr);
    requests.let_go();
    EXPECT_EQ(slot.at_hand(), nullptr);
    EXPECT_THROW(requests.emplace(request("req-a")), std::logic_error);
}

TEST(SlotMap, AChangedAggregateIsPackedNoMore) {
    Requests requests;
    const auto& slot = requests.emplace(request("req-a"));
    slot.pack();
    requests.let_go();
    requests.changeable("req-a")->change().user_id = "another";
    EXPECT_FALSE(slot.packed());
    requests.let_go();
    EXPECT_EQ(slot->user_id, "another");
    slot.pack();
    requests.let_go();
    EXPECT_EQ(slot->user_id, "another");
}

TEST(SlotMap, TwoMapsKeepTheSameBytesUntilOneChangesThem) {
    Requests one, other;
    const auto& slot = one.emplace(request("req-a"));
    slot.pack();
    const auto& same = other.emplace_kept(slot.keep());
    one.let_go();
    other.let_go();
    EXPECT_EQ(slot.packed().view().data(), same.packed().view().data());
    const auto before = slot.keep();
    one.changeable("req-a")->change().user_id = "another";
    EXPECT_EQ(same->user_id, "somebody");
    EXPECT_EQ(slot->user_id, "another");
    EXPECT_EQ(before.packed.view().data(), same.packed().view().data()) << "a draft keeps what it was given";
}

TEST(SlotMap, WhatIsErasedIsGoneAndItsSlotUsedAgain) {
    Requests requests;
    requests.emplace(request("req-a"));
    requests.emplace(request("req-b")).pack();
    requests.erase(RequestId{"req-b"});
    requests.let_go();
    EXPECT_EQ(requests.find(RequestId{"req-b"}), nullptr);
    EXPECT_EQ(requests.all().size(), 1U);
    EXPECT_EQ(requests.all().begin()->request_id.value, "req-a");
    const auto& again = requests.emplace(request("req-b"));
    requests.let_go();
    EXPECT_EQ(requests.find(RequestId{"req-b"}), &*again);
    EXPECT_EQ(std::distance(requests.all().begin(), requests.all().end()), 2);
}

TEST(SlotTable, FindsWhatIsThereAfterAnyAdditionsAndRemovals) {
    std::mt19937 random(35);
    SlotTable table;
    std::multimap<std::uint32_t, SlotTable::Place> expected;
    for (SlotTable::Place place = 0; place < 20'000; ++place) {
        // Few parts and starts, so that entries crowd.
        const auto hash = static_cast<std::uint32_t>(random() % 50 * 64 * 997 + random() % 3);
        table.add(hash, place);
        expected.emplace(hash, place);
        if (random() % 3 == 0 || expected.size() > 400) {
            auto gone = expected.begin();
            std::advance(gone, random() % expected.size());
            table.remove(gone->first, gone->second);
            expected.erase(gone);
        }
    }
    for (const auto& [hash, place] : expected) {
        const auto is_it = [wanted = place](SlotTable::Place at) { return at == wanted; };
        EXPECT_EQ(table.find(hash, is_it), place);
    }
    for (std::uint32_t hash = 0; hash < 3; ++hash) {
        std::size_t found = 0;
        const auto none = table.find(hash, [&](SlotTable::Place) {
            ++found;
            return false;
        });
        EXPECT_EQ(none, SlotTable::nowhere);
        EXPECT_EQ(found, expected.count(hash));
    }
}

}  // namespace
}  // namespace hf::testing
