// What the items of a snapshot must say of each other. Checksums show that an item is as it was written; whether
// the items fit each other only they themselves can show. A state that contradicts itself would end the daemon at the
// next event that meets the contradiction, or count wrongly for ever.
//
// Each item is looked at before it is restored, and the state once all of them are.
//
// Errors: SnapshotError, which names the item. Stateless; thread-safe.
#pragma once

#include "core/domain/state/state.hpp"
#include "core/ports/snapshot_store.hpp"

namespace hf {

// What one item says of itself.
void refuse_contradictions(const Template& tmpl, Position head);
void refuse_contradictions(const Request& request, Position head);
void refuse_contradictions(const Machine& machine, Position head);
void refuse_contradictions(const ProviderAggregate& provider, Position head);

// What they say of each other.
void refuse_contradictions(const State& state);

}  // namespace hf
