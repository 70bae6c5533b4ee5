// The store's file: it is made whole or not at all, and recognised before anything is read from it.
//
//     make_store_if_missing(path, vfs);
//     Connection db(path, {.vfs = vfs});
//     check_format(db, path);
//     upgrade_format(db);
//
// A file that exists is never filled or replaced, not even an empty one: it was a store once, and
// an administrator who truncated it must learn that its machines are now unaccounted for. Nor is a link
// whose target is missing.
//
// Called by the one process that holds the StoreLock. Errors: StoreError.
#pragma once

#include <filesystem>
#include <string>

#include "adapters/sqlite/connection.hpp"

namespace hf::sqlite {

inline constexpr std::int64_t application_id = 0x48466576;  // "HFev", in the file's header
inline constexpr std::int64_t format_version = 2;           // its user_version

// A name that is the same however the file is reached, so that the lock is too. Makes the file's directory.
std::filesystem::path prepared_name(const std::filesystem::path& store);

// The tables of an empty store with the id, in an empty file.
void make_tables(Connection& connection, const std::string& id);

// Mode 0600, and at home here. A store that was there once is made anew only where its loss is accepted.
void make_store_if_missing(const std::filesystem::path& store, const std::string& vfs, bool accept_loss = false);
void check_format(Connection& connection, const std::filesystem::path& store);
// Brings a store of an older format to today's, in one transaction that touches no row; older releases refuse it from
// then on. Returns false, and writes nothing, where it has today's.
bool upgrade_format(Connection& connection);

}  // namespace hf::sqlite
