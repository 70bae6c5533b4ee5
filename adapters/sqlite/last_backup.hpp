// LastBackup: when a store was last backed up, in a small file beside it (`<store>.backup`). The program that makes the
// backup writes the file once the backup is whole, checked and in its place; the daemon, and its administrators, read
// it.
//
//     note_last_backup(store, {.time = now, .position = 4711, .outcome = 4702, .file = "/var/backups/hostfactory.db"});
//     if (const auto last = last_backup(store)) use(now.microseconds - last->time.microseconds);
//
// Four lines of text: a word, a blank, and what it says. The file has mode 0644, since root may write it for a daemon
// that is another user's, and it holds no secret; it is replaced as a whole.
//
// Any thread may call these. Errors: note_last_backup throws StoreError; a file that is missing or can't be understood
// is none.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/ports/event_store.hpp"

namespace hf::sqlite {

struct LastBackup {
    Timestamp time;       // when the backup was whole
    Position position{};  // of the last event that it has
    OutcomeNumber outcome{};
    std::string file;

    bool operator==(const LastBackup&) const = default;
};

void note_last_backup(const std::filesystem::path& store, const LastBackup& backup);
std::optional<LastBackup> last_backup(const std::filesystem::path& store);

}  // namespace hf::sqlite
