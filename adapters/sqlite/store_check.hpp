// StoreCheck: looks at all that a store, or a backup of one, has, and says what of it is damaged: every checksum, every
// number and every outcome. It goes on after a damage, and changes nothing.
//
//     const auto checked = check_store("/var/backups/hostfactory.db", {});
//     for (const auto& damage : checked.damages) fail(in_words(damage));  // "events 17 to 20: it is missing"
//     if (checked.whole()) use(checked.extent.head);
//
// A store whose daemon is running is looked at as well, in short reads between its commits. Beside one that nobody has
// open, the log is looked at before SQLite recovers it, and the structure of the file is checked.
//
// Used by one thread. Errors: StoreError where there is nothing to check: no such file, no permission, no store, a
// newer format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/sqlite/store_extent.hpp"

namespace hf::sqlite {

struct FoundDamage {
    enum class Part : std::uint8_t { file, log, structure, event, outcome, archive };
    Part part{};
    std::uint64_t from{};  // a position, a number, or of the log a byte; 0 where there is no such place
    std::uint64_t to{};
    std::string what;
};

std::string in_words(const FoundDamage& damage);

struct CheckedStore {
    std::string id;
    StoreExtent extent;
    std::uint64_t events = 0;  // that are whole
    std::uint64_t outcomes = 0;
    bool sealed = false;               // a backup of ours, of which every byte is known
    std::vector<FoundDamage> damages;  // the first thousand; runs of one kind are one

    [[nodiscard]] bool whole() const { return damages.empty(); }
};

struct StoreCheckOptions {
    // Says what is wrong with the contents of an event whose row is whole.
    std::function<std::optional<std::string>(const RecordedEvent&)> look_at;
    std::function<void(std::uint64_t, std::uint64_t)> progress;  // rows that are done, and all
};

CheckedStore check_store(const std::filesystem::path& file, const StoreCheckOptions& options);

}  // namespace hf::sqlite
