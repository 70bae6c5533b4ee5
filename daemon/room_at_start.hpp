// Waits, before the store is opened, until its disk has room for a start. A daemon whose disk got full has ended, and
// is started again and again: without this each start would fail somewhere else, and leave something half done.
//
//     const FileSystemRoom disk(settings.directory());
//     if (!wait_for_room(disk, settings.min_free_bytes, log, tell, pause)) return EXIT_SUCCESS;
//
// `tell` gets the status every time that it has looked; `pause` returns false when the daemon is to end. A disk that
// does not say how full it is is not waited for. Called by one thread.
#pragma once

#include <functional>

#include "core/ports/disk_room.hpp"
#include "core/ports/log.hpp"

namespace hf {

// False: it was asked to end.
bool wait_for_room(const DiskRoom& disk, std::uint64_t min_free_bytes, Log& log,
                   const std::function<void(const std::string& status)>& tell, const std::function<bool()>& pause);

}  // namespace hf
