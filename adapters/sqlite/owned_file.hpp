// OwnedFile: a store's file that belongs to this process: locked, recognised, and open
// for writing ahead. Nothing in its tables has been checked yet.
//
//     OwnedFile file("/var/lib/hostfactory/events.db", {.vfs = vfs});  // made if missing
//     use(file.id);                                                    // the store's
//     file.must_reach({position, outcome});                            // what it can still read to
//     throw file.damaged(position, "it is missing");
//
// A store that has lost what it had acknowledged is refused (P11), unless the loss is accepted: then it goes on without
// that. How far it had come is known from its head file (head_file.hpp); the write-ahead log is looked at before SQLite
// recovers it (log_scan.hpp). A store of an older format that is not refused gets today's (store_file.hpp).
//
// The lock ends with the object. Used by one thread at a time. Errors: StoreError.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/log_scan.hpp"
#include "adapters/sqlite/store_lock.hpp"
#include "core/ports/log.hpp"
#include "core/ports/start_progress.hpp"
#include "core/ports/store_damaged.hpp"

namespace hf::sqlite {

struct OwnedFile {
    struct Options {
        std::string vfs = {};
        bool accept_loss = false;
        Log* log = nullptr;                 // what an administrator should know
        StartProgress* progress = nullptr;  // hears how far the events are checked
    };
    OwnedFile(const std::filesystem::path& name, const Options& options);

    [[nodiscard]] StoreDamaged damaged(Position position, std::string_view how) const;
    [[nodiscard]] StoreDamaged damaged_outcome(OutcomeNumber number, std::string_view how) const;

    // Throws if the store had come further than what can be read of it.
    void must_reach(const SyncedHead& end);
    // The same for an event that somebody remembers, such as a snapshot.
    void must_have_come_to(Position position) const;
    // Called once all of it has been verified; from now on the head file is missed where it is missing.
    void note_head(const SyncedHead& verified);
    void warn(const std::string& what) const;
    // Goes on without what is lost, and marks the store for what follows from that (setback.hpp).
    void accept(const std::string& loss) const;

    const std::filesystem::path path;
    const Options options;
    const std::string& vfs = options.vfs;
    StoreLock lock;
    const std::optional<LogDamage> log_damage;
    Connection writer;
    std::string id;
    SyncedHead readable;  // the end of the tables, not verified
    std::optional<HeadFile> head;

private:
    [[nodiscard]] std::string loss(const SyncedHead& end) const;
    void must_have_its_log();
    void must_be_the_store_of_its_head();
    void upgrade();
};

}  // namespace hf::sqlite
