// SqliteEventStore: events and outcomes in one SQLite file, the embedded default.
//
//     SqliteEventStore store({.path = "/var/lib/hostfactory/events.db"});  // made if missing
//     store.append(events, outcomes);                  // on stable storage when it returns
//     auto page = store.read(41, 100, 1 << 20);        // from any thread
//     auto first = store.outcome("0193a1b2-…");        // likewise
//
// One process at a time: a second one is refused (flock on `<path>.lock`). Others may
// look into the file with sqlite3, or back it up, while the daemon runs; the newest
// events may stand in `<path>-wal` until the store is closed, so copy with
// `sqlite3 … .backup`, not with cp. Files have mode 0600, directories that are made 0700.
//
// Opening reads every row once, or those after a snapshot, and checks its checksum and its
// numbers; a checksum is checked again whenever a row is read, so what it hands out is what
// was written. Of the outcomes it keeps the newest
// `remembered_commands` and deletes the older ones, in chunks; while the store is open
// they are only forgotten, since deleting would hold up commits.
//
// Thread-safety: as the port says. Each reading thread borrows a connection; there are
// as many as ever read at once.
//
// Errors: StoreError. A store that failed to append, or to move its log into the
// database, takes no more events: every later append() throws and names the first
// failure. An append() whose events don't continue the store (in position, category
// or stream) throws and leaves it as it was. Reads go on in either case.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/ports/event_store.hpp"

namespace hf {

class SqliteEventStore final : public EventStore {
public:
    struct CheckedUntil {
        Position position{};
        std::array<std::uint64_t, category_count> category_positions{};
    };

    struct Options {
        std::filesystem::path path;
        std::size_t remembered_commands = 1'000'000;        // 16 bytes of memory each
        std::uint64_t log_bytes = std::uint64_t{16} << 20;  // the write-ahead log is moved when it is longer
        // Asked when the store is opened, with its id and a way to look at an event: up to where somebody
        // vouches for the events, so that they needn't be read.
        std::function<std::optional<CheckedUntil>(
            const std::string& store_id, const std::function<std::optional<RecordedEvent>(Position)>& event_at)>
            vouch = {};
        std::string vfs = {};  // a registered SQLite VFS; empty: the default one
    };

    explicit SqliteEventStore(const Options& options);
    ~SqliteEventStore() override;
    SqliteEventStore(const SqliteEventStore&) = delete;
    SqliteEventStore& operator=(const SqliteEventStore&) = delete;

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) override;
    [[nodiscard]] std::vector<RecordedEvent> read(Position after, std::size_t limit,
                                                  std::size_t max_bytes) const override;
    [[nodiscard]] std::optional<CommandOutcome> outcome(std::string_view command_id) const override;
    [[nodiscard]] Position head() const override;
    [[nodiscard]] Position first() const override;
    void prune(Position through) override;
    [[nodiscard]] std::string id() const override;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace hf
