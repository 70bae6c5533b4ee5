// Faults of what the daemon makes of a disk that fills up.
#pragma once

#include "tests/simulation/daemon/seams.hpp"

namespace hf::simulation {

class TakesTheReserve final : public Seams {
public:
    const StoreRoom* room(const StoreRoom&) override { return nullptr; }
};

}  // namespace hf::simulation
