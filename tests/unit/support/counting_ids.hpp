// CountingIds: 1, 2, 3, … Thread-safe.
#pragma once

#include <atomic>

#include "core/ports/id_source.hpp"

namespace hf::testing {

class CountingIds final : public IdSource {
public:
    [[nodiscard]] std::string next() override { return std::to_string(++last_); }

private:
    std::atomic<std::uint64_t> last_ = 0;
};

}  // namespace hf::testing
