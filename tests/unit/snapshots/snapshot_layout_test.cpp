// Packed bytes have no names: a snapshot that another layout has written must not be read.
#include <gtest/gtest.h>

#include "core/domain/state/snapshot.hpp"
#include "core/domain/state/state.hpp"

namespace hf::testing {
namespace {

TEST(SnapshotLayout, IsThatOfItsNumber) {
    std::uint64_t layout = 0;
    for (const auto each : {packing_of<Template>().layout(), packing_of<Request>().layout(),
                            packing_of<Machine>().layout(), packing_of<ProviderAggregate>().layout()})
        layout = layout * 31 + each;
    EXPECT_EQ(std::pair(snapshot_schema, layout), std::pair(7U, 0xc6e0eb435c14b4b9U))
        << "what an aggregate declares has changed: raise snapshot_schema, and keep the new pair here";
}

}  // namespace
}  // namespace hf::testing
