// OwnedFile: a store's file that belongs to this process: locked, recognised, and open
// for writing ahead. Nothing in its tables has been checked yet.
//
//     OwnedFile file("/var/lib/hostfactory/events.db", vfs);  // made if missing
//     use(file.id);                                           // the store's
//     throw file.damaged(position, "it is missing");
//
// The lock ends with the object. Used by one thread at a time. Errors: StoreError.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/store_lock.hpp"

namespace hf::sqlite {

struct OwnedFile {
    OwnedFile(const std::filesystem::path& name, std::string the_vfs);

    [[nodiscard]] StoreError damaged(Position position, std::string_view how) const;
    [[nodiscard]] StoreError damaged_outcome(OutcomeNumber number, std::string_view how) const;

    const std::filesystem::path path;
    const std::string vfs;
    StoreLock lock;
    Connection writer;
    std::string id;
};

}  // namespace hf::sqlite
