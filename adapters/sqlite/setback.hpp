// Setback: what was done to a store so that it may not know all machines: it was restored, or goes on without events
// that are lost. A small file beside the store, `<store>.restored`, says so until a start has acted on that.
//
//     set_back(store, "was restored from a backup");  // durable when this returns; before the store is opened
//     if (const auto what = setback_of(store); !what.empty()) log.warn("the store " + what);
//     forget_setback(store);  // once a quarantine is recorded
//
// The file has what was done, as the rest of a sentence that begins with "the store"; an empty one means that the store
// was restored. The database has no part in this, since the log of a damaged store must stay as it is until the loss is
// settled.
//
// Used by one thread. Errors: StoreError.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace hf::sqlite {

void set_back(const std::filesystem::path& store, std::string_view what);
[[nodiscard]] std::string setback_of(const std::filesystem::path& store);
void forget_setback(const std::filesystem::path& store);

}  // namespace hf::sqlite
