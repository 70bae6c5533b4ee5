// StoreExtent: which events and outcomes a store has.
//
//     if (extent.first > 1) use(extent.first - 1);   // the last event that is in the archive alone
#pragma once

#include "core/ports/event_store.hpp"

namespace hf::sqlite {

struct StoreExtent {
    Position first = 1;  // that was not pruned
    Position head = 0;
    OutcomeNumber first_outcome = 1;
    OutcomeNumber last_outcome = 0;

    bool operator==(const StoreExtent&) const = default;
};

}  // namespace hf::sqlite
