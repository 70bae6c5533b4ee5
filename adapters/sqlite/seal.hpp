// Seal: a checksum of the whole of a backup's file, within the file. The checksums of rows tell of what rows contain
// alone; the seal tells of each byte.
//
//     Statement insert(connection, "INSERT INTO meta VALUES ('backup', ?1)");  // before anything else
//     const auto value = unsealed_value();
//     insert.bind_blob(1, value);
//     insert.run();
//     seal(connection);  // nothing is written to the file after that
//     if (look_at_seal("/var/backups/hostfactory.db") == SealState::broken) fail("it is not as it was written");
//
// The value of the row is a mark of 16 bytes and, after it, the XXH3 (64 bits, little-endian) of the file as it is with
// zeroes in place of those 8 bytes. The mark is within the file's first 64 KiB. Who opens the file as a store removes
// the row. In a file that is written ahead, which a store in use always is and a backup never, no mark counts.
//
// Errors: StoreError for a file that can't be read or written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "adapters/sqlite/connection.hpp"

namespace hf::sqlite {

inline constexpr std::string_view seal_key = "backup";

std::string unsealed_value();
// Syncs the file, too.
void seal(Connection& connection);

enum class SealState : std::uint8_t { none, good, broken };
SealState look_at_seal(const std::filesystem::path& file);

}  // namespace hf::sqlite
