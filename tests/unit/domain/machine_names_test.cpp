// NameIndex: names that were used again, of machines that have ended.
#include "core/domain/state/machine_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

namespace hf::testing {
namespace {

Machine ended(std::size_t number, Position named_at) {
    Machine machine;
    machine.spec.machine_id.value = fmt::format("m-{}", number);
    machine.spec.name = "node7";
    machine.former_name = std::string("ip-10-0-1-7");
    machine.status = MachineStatus::terminated;
    machine.ordinal = static_cast<Ordinal>(number);
    machine.named_at = named_at;
    return machine;
}

template <class Which>
class ManyNames : public ::testing::Test {};

using Both = ::testing::Types<CurrentName, FormerName>;
TYPED_TEST_SUITE(ManyNames, Both);

// At a start these are nearly all machines of a site whose addresses come again, and each would stay in memory until
// all were compared.
TYPED_TEST(ManyNames, AreComparedWithoutUnpackingTheMachines) {
    typename Slot<Machine>::Readings unpacked;
    std::deque<Slot<Machine>> slots;
    NameIndex<TypeParam> names;
    for (std::size_t i = 0; i < 50; ++i) {
        const auto machine = ended(i, 1000 + i);
        auto& slot = slots.emplace_back(unpacked);
        slot.take({nullptr, Packed(packing_of<Machine>().pack(&machine))});
        names.append(slot, NameIndex<TypeParam>::key_of(machine));
    }
    names.settle();
    EXPECT_THAT(unpacked, ::testing::IsEmpty());
    const auto any = ended(0, 0);
    const auto* newest = names.find(*TypeParam::name(any));
    ASSERT_NE(newest, nullptr);
    EXPECT_EQ(newest->spec.machine_id.value, "m-49");
    EXPECT_THAT(unpacked, ::testing::SizeIs(1)) << "of all of them the newest alone is left";
}

}  // namespace
}  // namespace hf::testing
