// SqliteEventStore: events and outcomes in one SQLite file, the embedded default.
//
//     auto claim = SqliteEventStore::claim({.path = "/var/lib/hostfactory/events.db"});  // made if missing
//     auto store = claim->open();
//     store->append(events, outcomes);                 // on stable storage when it returns
//     auto page = store->read(41, 100, 1 << 20);       // from any thread
//
// One process at a time: a second one is refused (flock on `<path>.lock`). Others may
// look into the file with sqlite3, or back it up (backup.hpp), while the daemon runs; the
// newest events may stand in `<path>-wal` until the store is closed, so cp gives no copy of it.
// Files have mode 0600, directories that are made 0700.
//
// Opening reads every event once, or those after what the caller vouches for, and checks its
// checksum and its numbers. A checksum is checked again whenever a row is read, so what the store
// hands out is what was written; outcomes are checked then alone.
//
// How far the store had come is written after each commit beside it, in `<path>.head`: a store that ends before that,
// since its log was cut, damaged or removed, or an older copy stands in its place, is refused (P11).
//
// Thread-safety: as the port says.
//
// Errors: StoreError. A store that failed to append, or to move its log into the
// database, takes no more events: every later append() throws and names the first
// failure. An append() whose events don't continue the store (in position, category
// or stream), or whose outcomes don't, throws and leaves the store as it was. Reads go on in
// either case.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "core/ports/event_store.hpp"
#include "core/ports/log.hpp"
#include "core/ports/start_progress.hpp"
#include "core/ports/store_claim.hpp"

namespace hf {

class SqliteEventStore final : public EventStore {
public:
    struct Options {
        std::filesystem::path path;
        std::uint64_t log_bytes = std::uint64_t{16} << 20;             // the write-ahead log is moved when it is longer
        std::chrono::milliseconds look_every = std::chrono::hours{1};  // at the list of the file's free pages
        std::string vfs = {};               // a registered SQLite VFS; empty: the default one
        bool accept_loss = false;           // go on where acknowledged events are lost
        Log* log = nullptr;                 // gets warnings while the store is opened
        StartProgress* progress = nullptr;  // hears meanwhile how far the events are checked
    };

    // SQLite with its version.
    static std::string library();
    static std::uint64_t library_version();  // 3040001 for 3.40.1

    static std::unique_ptr<StoreClaim> claim(const Options& options);

    // Claims and opens a store in one step: every event is checked.
    explicit SqliteEventStore(const Options& options);
    ~SqliteEventStore() override;
    SqliteEventStore(const SqliteEventStore&) = delete;
    SqliteEventStore& operator=(const SqliteEventStore&) = delete;

    [[nodiscard]] std::string id() const override;
    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override;
    [[nodiscard]] Position head() const override;
    [[nodiscard]] Position first() const override;
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    void prune(Position through) override;
    [[nodiscard]] OutcomeNumber last_outcome() const override;
    [[nodiscard]] std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) const override;
    [[nodiscard]] std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) const override;
    void prune_outcomes(OutcomeNumber through) override;
    [[nodiscard]] StoreHome* home() override;
    [[nodiscard]] LogUse log_use() const override;

private:
    class Claim;
    class Implementation;
    explicit SqliteEventStore(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace hf
