// Verification: the check of a store's events that opening makes: no event is missing, each row
// is as it was written, and its numbers continue those before it.
//
//     const auto found = verify_events(file, verified);    // reads every row after `verified`
//     const auto event = verified_event(file, 42);         // one row; nothing where there is none
//
// Used by the one thread that opens the store. Errors: StoreError that names the position.
#pragma once

#include <optional>

#include "adapters/sqlite/numbering.hpp"
#include "adapters/sqlite/owned_file.hpp"
#include "core/ports/store_claim.hpp"

namespace hf::sqlite {

struct VerifiedEvents {
    Numbering numbering;  // goes on from the last event
    Position first = 1;   // that was not pruned
};

VerifiedEvents verify_events(OwnedFile& file, const StoreClaim::Verified& verified);
std::optional<RecordedEvent> verified_event(const OwnedFile& file, Position position);

}  // namespace hf::sqlite
