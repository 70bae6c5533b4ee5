#include "daemon/room_at_start.hpp"

#include "core/pipeline/store_room.hpp"
#include "core/text/size.hpp"

namespace hf {

bool wait_for_room(const DiskRoom& disk, std::uint64_t min_free_bytes, Log& log,
                   const std::function<void(const std::string& status)>& tell, const std::function<bool()>& pause) {
    const auto least = StoreRoom::least_to_start(min_free_bytes);
    auto free = disk.free_bytes();
    if (!free || *free >= least) return true;
    log.error(fmt::format("the disk of the store has {} left, and a start needs {}: it waits for room", size_of(*free),
                          size_of(least)));
    do {
        tell(fmt::format("waiting for room on the disk of the store: {} are left, and {} needed", size_of(*free),
                         size_of(least)));
        if (!pause()) return false;
        free = disk.free_bytes();
    } while (free && *free < least);
    log.info("the disk of the store has room: the start goes on");
    return true;
}

}  // namespace hf
