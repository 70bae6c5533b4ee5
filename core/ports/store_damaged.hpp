// StoreDamaged: what a store has is not what was written to it. Asking again is of no use; what is whole is read as
// before.
#pragma once

#include "core/ports/event_store.hpp"

namespace hf {

class StoreDamaged : public StoreError {
public:
    // `where`: the position of the event, or the number of the outcome, that can't be read.
    StoreDamaged(const std::string& what, std::uint64_t where) : StoreError(what), number(where) {}
    const std::uint64_t number;
};

}  // namespace hf
