// DiskRoom: how much room is left on the disk of the store.
// Thread-safe. A call takes as long as the file system does, so no thread makes one that commits or answers. No errors:
// nothing where the system does not say.
#pragma once

#include <cstdint>
#include <optional>

namespace hf {

class DiskRoom {
public:
    virtual ~DiskRoom() = default;

    // What this process may still write.
    [[nodiscard]] virtual std::optional<std::uint64_t> free_bytes() const = 0;
};

}  // namespace hf
