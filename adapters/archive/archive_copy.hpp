// Copies of an archive: its files never change once they have their names, so a copy that was made before only gets
// what has come since.
//
//     const auto copied =
//         copy_archive("/var/lib/hostfactory/hostfactory.db.archive", "/srv/hostfactory.db.archive", 4711);
//
// Files with events after a position are left out: a store that is restored as it was at that position numbers its next
// events anew, and others of these numbers must not stand beside it.
//
// Any thread may call these, one at a time for a directory. Errors: ArchiveError.
#pragma once

#include <cstddef>
#include <filesystem>

#include "core/ports/event_archive.hpp"

namespace hf::archive {

// Returns how many files were copied. An archive that is not there has none. A directory that has files of another
// history is refused: those would stand beside this one's under the same numbers.
std::size_t copy_archive(const std::filesystem::path& from, const std::filesystem::path& to, Position until);

bool has_later_files(const std::filesystem::path& directory, Position until);

// Moves the files with events after a position to another directory, which is made.
std::size_t move_later_files(const std::filesystem::path& from, const std::filesystem::path& to, Position until);

}  // namespace hf::archive
