// Restoration: puts a backup in the place of a store.
//
//     Restoration restoration({.backup = "/var/backups/hostfactory.db", .store = path});   // owns the store's place
//     const auto checked = restoration.copy();   // beside the store, and everything in it is looked at there
//     if (!checked.whole()) return;
//     restoration.clear_place();                 // the old store goes aside; nothing is deleted
//     restoration.put_in_place();
//
// A store that is there is refused, unless it may be moved aside: into `<store>.before-<time>/`, with its log, its head
// file and its snapshot, which must not be taken for the restored one's. Wherever this is ended, by `kill -9` or a
// power cut, there is afterwards the old store, or the restored one, or none and the head file of one: then a start is
// refused, since a store was there, and the restoration can be made again.
//
// A restored store starts in quarantine, since it is marked as set back (setback.hpp). Its head file says where the
// backup ends, so a start needs no --accept-loss.
//
// Used by one thread. Errors: StoreError.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "adapters/sqlite/store_check.hpp"
#include "adapters/sqlite/store_lock.hpp"

namespace hf::sqlite {

class Restoration {
public:
    struct Options {
        std::filesystem::path backup;
        std::filesystem::path store;
        bool move_aside = false;
        std::function<void(const std::string&)> step = {};  // what comes next, for people
    };

    explicit Restoration(Options options);
    ~Restoration();
    Restoration(const Restoration&) = delete;
    Restoration& operator=(const Restoration&) = delete;

    CheckedStore copy(const StoreCheckOptions& checks = {});
    void clear_place();
    void put_in_place();

    // Where the old one's files go; made when it is asked for.
    const std::filesystem::path& aside();
    [[nodiscard]] bool has_moved_anything() const { return !aside_.empty(); }
    [[nodiscard]] const std::filesystem::path& store() const { return store_; }

private:
    void refuse_what_is_there() const;
    void remove_unfinished() const;
    void move_aside(const std::string& ending);
    void unseal();
    void note_head();
    void step(const std::string& what) const;

    const Options options_;
    const std::filesystem::path store_;
    const std::filesystem::path unfinished_;
    const StoreLock lock_;
    std::filesystem::path aside_;
    std::optional<CheckedStore> checked_;
};

}  // namespace hf::sqlite
