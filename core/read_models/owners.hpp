// Owners: which requests and machines belong to which principal, a machine to whom its request belongs.
//
//     Owners owners;
//     owners.enter(request);            // each once, when it comes; an owner never changes
//     owners.enter(machine, made_for);  // the slot of its request
//     const Bitmap his = owners.of("rob").requests.bitmap();
//     const bool seen = owners.of("rob").machines.contains(machine.ordinal);
//
// Those that nobody owns cost nothing. The others take four bytes each where their owner has few, and from some dozens
// on two bytes or less (bitmap.hpp), so a million requests of a machine each take about four megabytes; and an owner
// takes some 200 bytes.
//
// Any number of threads may read while none writes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/domain/machine/machine.hpp"
#include "core/domain/request/request.hpp"
#include "core/domain/state/slot.hpp"
#include "core/read_models/ordinal_set.hpp"

namespace hf {

class Owners {
public:
    struct Owned {
        OrdinalSet requests;
        OrdinalSet machines;
    };

    void enter(const Request& request);
    // Null for a request that is not there, as a damaged snapshot may have it.
    void enter(const Machine& machine, const Slot<Request>* made_for);
    // False where no machine can have an owner, so that its request need not be looked up.
    [[nodiscard]] bool any() const { return !owned_.empty(); }

    [[nodiscard]] const Owned& of(std::string_view owner) const;

private:
    std::map<std::string, Owned, std::less<>> owned_;
    Owned nothing_;
};

}  // namespace hf
