// SeededIds: identifiers of the form that the daemon gives (UUIDv7), made of virtual time and seeded chance.
// Used by one thread.
#pragma once

#include <fmt/format.h>

#include "core/ports/id_source.hpp"
#include "tests/simulation/chance/randomness.hpp"
#include "tests/simulation/run/virtual_clock.hpp"

namespace hf::simulation {

class SeededIds final : public IdSource {
public:
    SeededIds(const VirtualClock& clock, Randomness random) : clock_(clock), random_(random) {}

    [[nodiscard]] std::string next() override {
        const auto milliseconds = static_cast<std::uint64_t>(clock_.now().microseconds / 1000);
        const auto high = random_.next();
        const auto low = random_.next();
        return fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", milliseconds >> 16U, milliseconds & 0xffffU,
                           high & 0xfffU, 0x8000U | ((high >> 12U) & 0x3fffU), low & 0xffffffffffffU);
    }

private:
    const VirtualClock& clock_;
    Randomness random_;
};

}  // namespace hf::simulation
