// What hostfactoryd says of a store or a backup that it is shown: whether all of it is there and is as it was written.
//
//     const auto checked = verified_store("/var/backups/hostfactory.db", codec);
//     for (const auto& damage : checked.damages) fail(in_words(damage));
//
// More than the file alone (adapters/sqlite/store_check.hpp): each event is one that this version can read, and what
// was pruned is in the archive beside it, `<file>.archive`.
//
// Called by one thread. Errors: StoreError where there is nothing to check.
#pragma once

#include <filesystem>

#include "adapters/sqlite/store_check.hpp"
#include "core/messages/codec.hpp"

namespace hf {

sqlite::StoreCheckOptions checks_of_contents(const Codec& codec);

// What a store that begins at `first` lacks in the archive; nothing where it has all.
std::optional<std::string> gap_in_archive(const std::filesystem::path& archive, const std::string& store_id,
                                          Position first, const Codec& codec);

// Beside the file, wherever links lead.
std::filesystem::path archive_of(const std::filesystem::path& file);

sqlite::CheckedStore verified_store(const std::filesystem::path& file, const Codec& codec);

}  // namespace hf
