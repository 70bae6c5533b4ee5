// Puts a backup in the place of the configured store, with the archive that belongs to it.
//
//     const auto restored = restore_store(backup, configuration.store, {.move_aside = true}, codec);
//     for (const auto& damage : restored.checked.damages) fail(in_words(damage));
//
// A damaged backup is refused before anything is moved. Where `<backup>.archive` is, it becomes the store's archive,
// and the old one goes aside; else the store's archive stays, but for files with events that come after the backup.
//
// Called by one thread; no daemon may be at work on the store. Errors: StoreError, ArchiveError.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "adapters/sqlite/store_check.hpp"
#include "core/messages/codec.hpp"
#include "daemon/configuration.hpp"

namespace hf {

struct RestoreOptions {
    bool move_aside = false;
    std::function<void(const std::string&)> step = {};  // what comes next, for people
};

struct RestoredStore {
    sqlite::CheckedStore checked;
    std::string aside;  // where the old store's files are now; empty: there were none
};

RestoredStore restore_store(const std::filesystem::path& backup, const StoreSettings& settings,
                            const RestoreOptions& options, const Codec& codec);

}  // namespace hf
