// FileSystemRoom: the room of the file system that a path is on, or will be on once it is made.
//
//     const FileSystemRoom room("/var/lib/hostfactory");
//     show(room.free_bytes(), room.all_bytes());
//
// Blocks that are kept for root count as taken, also where the process is root's. A quota is not seen. Thread-safe. No
// errors: nothing where the file system does not say.
#pragma once

#include <filesystem>

#include "core/ports/disk_room.hpp"

namespace hf {

class FileSystemRoom final : public DiskRoom {
public:
    explicit FileSystemRoom(std::filesystem::path path) : path_(std::move(path)) {}

    [[nodiscard]] std::optional<std::uint64_t> free_bytes() const override;
    [[nodiscard]] std::optional<std::uint64_t> all_bytes() const;

private:
    const std::filesystem::path path_;
};

}  // namespace hf
