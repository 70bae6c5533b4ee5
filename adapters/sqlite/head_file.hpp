// HeadFile: how far a store has ever come, in a small file beside it (`<store>.head`). What SQLite may cut, from the
// end of its log or with the log itself, it cuts without a word; this file tells afterwards that something is missing.
//
//     HeadFile head("/var/lib/hostfactory/events.db", store_id);  // made if missing
//     if (head.found()) use(head.found()->position);
//     head.note({position, outcome});  // after the sync of a commit: survives the process, however it ends
//     head.sync();                     // now and then: survives the machine
//
// It never says more than what was synced in the store. Two records, one after the other, each in a block of its own
// and with a checksum, so that a torn write leaves the one before.
//
// note() and sync() may be called by different threads, each by one at a time. Errors: StoreError.
#pragma once

#include <array>
#include <atomic>
#include <filesystem>
#include <optional>
#include <string>

#include "adapters/system/file_descriptor.hpp"
#include "core/ports/event_store.hpp"

namespace hf::sqlite {

struct SyncedHead {
    Position position{};
    OutcomeNumber outcome{};
};

class HeadFile {
public:
    static std::filesystem::path beside(const std::filesystem::path& store) { return store.string() + ".head"; }
    // What the file says, of whichever store; nothing where there is none, or none with a record that is whole.
    static std::optional<SyncedHead> look(const std::filesystem::path& store);

    HeadFile(const std::filesystem::path& store, const std::string& store_id);

    [[nodiscard]] const std::optional<SyncedHead>& found() const { return found_; }
    // Whether there was a file, though nothing in it could be read.
    [[nodiscard]] bool was_damaged() const { return was_damaged_; }
    // The id of the store that the file was written for, where that is another one.
    [[nodiscard]] const std::optional<std::string>& other_store() const { return other_store_; }

    void note(const SyncedHead& head);
    void begin_anew(const SyncedHead& head);  // and forgets what it has said
    void sync();

private:
    void make();
    void write(std::uint64_t block, const std::string& record) const;
    [[nodiscard]] std::string record_of(const SyncedHead& head) const;

    const std::filesystem::path path_;
    const std::string store_id_;
    FileDescriptor file_;
    std::optional<SyncedHead> found_;
    std::optional<std::string> other_store_;
    bool was_damaged_ = false;
    std::uint64_t sequence_ = 0;
    std::atomic<bool> unsynced_ = false;
};

}  // namespace hf::sqlite
