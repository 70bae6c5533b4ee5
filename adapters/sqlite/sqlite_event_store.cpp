#include "adapters/sqlite/sqlite_event_store.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "adapters/sqlite/checkpointer.hpp"
#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/fair_mutex.hpp"
#include "adapters/sqlite/numbering.hpp"
#include "adapters/sqlite/outcome_index.hpp"
#include "adapters/sqlite/rows.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "adapters/sqlite/store_lock.hpp"

namespace hf {
namespace {

using namespace sqlite;

// Makes a name that is the same however the file is reached, so that the lock is too.
std::filesystem::path prepared(const std::filesystem::path& path) {
    if (!path.has_filename()) throw StoreError(fmt::format("\"{}\" does not name a file", path.string()));
    try {
        auto name = std::filesystem::weakly_canonical(std::filesystem::absolute(path));
        make_directories(name.parent_path());
        return name;
    } catch (const std::filesystem::filesystem_error& failure) {
        throw StoreError(failure.what());
    }
}

const std::filesystem::path& made(const std::filesystem::path& path, const std::string& vfs) {
    make_store_if_missing(path, vfs);
    return path;
}

std::uint64_t hash_of(std::string_view command_id) { return XXH3_64bits(command_id.data(), command_id.size()); }

// A connection for reading, with its statements.
struct Reader {
    Connection connection;
    Statement events;
    Statement outcome;

    Reader(const std::filesystem::path& path, const std::string& vfs)
        : connection(path, {.vfs = vfs}),
          events(connection, fmt::format("SELECT {} FROM events WHERE position > ?1 AND position <= ?2 "
                                         "ORDER BY position",
                                         EventRow::columns)),
          outcome(connection, fmt::format("SELECT {} FROM outcomes WHERE number = ?1", OutcomeRow::columns)) {
        connection.execute("PRAGMA query_only = ON");
    }
};

class ReaderPool {
public:
    ReaderPool(std::filesystem::path path, std::string vfs) : path_(std::move(path)), vfs_(std::move(vfs)) {}

    template <class Use>
    auto with_reader(Use use) {
        auto reader = take();
        auto result = use(*reader);
        // Not reached by a reader that failed: the next one begins with a fresh connection.
        const std::lock_guard lock(mutex_);
        idle_.push_back(std::move(reader));
        return result;
    }

    void close() { idle_.clear(); }

private:
    std::unique_ptr<Reader> take() {
        {
            const std::lock_guard lock(mutex_);
            if (!idle_.empty()) {
                auto reader = std::move(idle_.back());
                idle_.pop_back();
                return reader;
            }
        }
        return std::make_unique<Reader>(path_, vfs_);
    }

    std::filesystem::path path_;
    std::string vfs_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace

class SqliteEventStore::Implementation {
public:
    explicit Implementation(const Options& options)
        : path_(prepared(options.path)),
          lock_(path_),
          writer_(made(path_, options.vfs), {.vfs = options.vfs}),
          readers_(path_, options.vfs),
          index_(options.remembered_commands) {
        check_format(writer_, path_);
        if (writer_.text("PRAGMA journal_mode = WAL") != "wal")
            throw StoreError(fmt::format("{}: this file system can't hold a write-ahead log", path_.string()));
        id_ = writer_.text("SELECT value FROM meta WHERE key = 'store_id'");
        if (id_.empty()) throw StoreError(fmt::format("{} is damaged: it has no id", path_.string()));
        if (options.vouch) {
            const auto checked = options.vouch(id_, [this](Position position) { return event_at(position); });
            if (checked) numbering_ = Numbering(checked->position, checked->category_positions);
        }
        check_events();
        load_outcomes();

        begin_.emplace(writer_, "BEGIN IMMEDIATE");
        commit_.emplace(writer_, "COMMIT");
        insert_event_.emplace(
            writer_, fmt::format("INSERT INTO events ({}) VALUES ({})", EventRow::columns, EventRow::parameters));
        insert_outcome_.emplace(
            writer_, fmt::format("INSERT INTO outcomes ({}) VALUES ({})", OutcomeRow::columns, OutcomeRow::parameters));
        checkpointer_.emplace(path_, Checkpointer::Options{.log_bytes = options.log_bytes, .vfs = options.vfs},
                              commits_, [this](const std::string& why) { give_up(why); });
        sqlite3_wal_hook(
            writer_.handle(),
            [](void* self, sqlite3*, const char*, int pages) {
                static_cast<Implementation*>(self)->checkpointer_->log_is_now(static_cast<std::uint64_t>(pages));
                return SQLITE_OK;
            },
            this);
    }

    ~Implementation() {
        checkpointer_.reset();
        readers_.close();
        if (failed_) return;  // the log may hold what a failed sync left; the next opening sorts it out
        try {
            writer_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
            writer_.tidy_up_on_close(true);
        } catch (const StoreError&) {
            // Everything is in the log, and stays there.
        }
    }

    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
        const std::lock_guard commit(commits_);
        if (failed_) throw StoreError(fmt::format("the store takes no more events since it failed: {}", failure()));
        number(events);
        if (events.empty() && outcomes.empty()) return;
        try {
            write(events, outcomes);
        } catch (const std::exception& error) {
            give_up(error.what());
            checkpointer_->stop();
            if (!sqlite3_get_autocommit(writer_.handle()))
                sqlite3_exec(writer_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
            throw StoreError(error.what());
        }
        head_ = numbering_.head();
    }

    std::vector<RecordedEvent> read(Position after, std::size_t limit, std::size_t max_bytes) {
        const Position last = head_;
        if (after >= last || limit == 0) return {};
        if (after + 1 < first_) throw pruned(after + 1);
        return readers_.with_reader([&](Reader& reader) {
            std::vector<RecordedEvent> events;
            auto& rows = reader.events;
            const Reading until_done(rows);
            rows.bind(1, after);
            rows.bind(2, last);
            std::string scratch;
            std::size_t bytes = 0;
            for (auto position = after + 1; position <= last && events.size() < limit; ++position) {
                const auto row = rows.step() ? EventRow::of(rows) : EventRow{};
                if (row.position != position && position < first_) throw pruned(position);
                if (row.position != position) throw damaged(position, "it is missing");
                if (!row.intact(rows, scratch)) throw damaged(position, "its checksum does not match");
                events.push_back(row.event());
                bytes += row.data.size();
                if (bytes > max_bytes) break;
            }
            return events;
        });
    }

    std::optional<CommandOutcome> outcome(std::string_view command_id) {
        std::vector<std::uint64_t> candidates;
        {
            const std::lock_guard lock(index_mutex_);
            candidates = index_.find(hash_of(command_id));
        }
        if (candidates.empty()) return std::nullopt;
        return readers_.with_reader([&](Reader& reader) -> std::optional<CommandOutcome> {
            std::string scratch;
            for (const auto number : candidates) {
                auto& row = reader.outcome;
                const Reading until_done(row);
                row.bind(1, number);
                if (!row.step()) throw damaged_outcome(number, "it is missing");
                const auto found = OutcomeRow::of(row);
                if (!found.intact(row, scratch)) throw damaged_outcome(number, "its checksum does not match");
                if (found.command_id == command_id) return found.outcome();
            }
            return std::nullopt;
        });
    }

    [[nodiscard]] Position head() const { return head_; }
    [[nodiscard]] Position first() const { return first_; }

    void prune(Position through) {
        constexpr Position part = 1000;  // a commit waits for so much at most
        through = std::min<Position>(through, head_ > 0 ? head_ - 1 : 0);
        while (first_ <= through) {
            const auto next = std::min(through, first_ + part - 1) + 1;
            const std::lock_guard commit(commits_);
            if (failed_) throw StoreError(fmt::format("the store takes no changes since it failed: {}", failure()));
            // Told first, so that a reader that misses an event knows why.
            first_ = next;
            Transaction transaction(writer_, "BEGIN IMMEDIATE");
            Statement erase(writer_, "DELETE FROM events WHERE position < ?1");
            erase.bind(1, next);
            erase.run();
            // So that the next opening can tell what was pruned from what is lost.
            Statement remember(writer_, "INSERT OR REPLACE INTO meta VALUES ('first', ?1)");
            remember.bind(1, next);
            remember.run();
            transaction.commit();
        }
    }
    [[nodiscard]] std::string id() const { return id_; }

private:
    [[nodiscard]] StoreError damaged(Position position, std::string_view how) const {
        return StoreError(
            fmt::format("{} is damaged at position {}: {}; restore it from a backup", path_.string(), position, how));
    }
    [[nodiscard]] EventsPruned pruned(Position position) const {
        return EventsPruned(fmt::format("event {} was pruned; the first one here is {}", position, first_.load()));
    }
    [[nodiscard]] StoreError damaged_outcome(std::uint64_t number, std::string_view how) const {
        return StoreError(fmt::format("{} is damaged at command outcome {}: {}; restore it from a backup",
                                      path_.string(), number, how));
    }

    std::optional<RecordedEvent> event_at(Position position) {
        Statement rows(writer_, fmt::format("SELECT {} FROM events WHERE position = ?1", EventRow::columns));
        rows.bind(1, position);
        std::string scratch;
        if (!step(rows, [&](std::string_view how) { return damaged(position, how); })) return std::nullopt;
        const auto row = EventRow::of(rows);
        if (!row.intact(rows, scratch)) throw damaged(position, "its checksum does not match");
        return row.event();
    }

    void check_events() {
        first_ =
            std::max<Position>(1, static_cast<Position>(writer_.integer("SELECT value FROM meta WHERE key = 'first'")));
        // The numbers of what was pruned are known by the archive alone.
        if (numbering_.head() + 1 < first_) numbering_ = Numbering(first_ - 1);
        Statement rows(writer_,
                       fmt::format("SELECT {} FROM events WHERE position > ?1 ORDER BY position", EventRow::columns));
        rows.bind(1, numbering_.head());
        std::string scratch;
        while (step(rows, [&](std::string_view how) { return damaged(numbering_.head() + 1, how); })) {
            const auto row = EventRow::of(rows);
            const auto expected = numbering_.head() + 1;
            if (row.position != expected) throw damaged(expected, "it is missing");
            if (!row.intact(rows, scratch)) throw damaged(expected, "its checksum does not match");
            if (const auto wrong = numbering_.take(row)) throw damaged(expected, *wrong);
        }
        head_ = numbering_.head();
    }

    void load_outcomes() {
        const auto oldest = static_cast<std::uint64_t>(writer_.integer("SELECT min(number) FROM outcomes"));
        newest_outcome_ = static_cast<std::uint64_t>(writer_.integer("SELECT max(number) FROM outcomes"));
        if (newest_outcome_ == 0) return;
        const auto kept = std::min<std::uint64_t>(index_.capacity(), newest_outcome_);
        const auto first = std::max(oldest, newest_outcome_ - kept + 1);
        {
            Statement rows(writer_, fmt::format("SELECT {} FROM outcomes WHERE number >= ?1 ORDER BY number",
                                                OutcomeRow::columns));
            rows.bind(1, first);
            std::string scratch;
            auto expected = first;
            while (step(rows, [&](std::string_view how) { return damaged_outcome(expected, how); })) {
                const auto row = OutcomeRow::of(rows);
                if (row.number != expected) throw damaged_outcome(expected, "it is missing");
                if (!row.intact(rows, scratch)) throw damaged_outcome(expected, "its checksum does not match");
                index_.add(hash_of(row.command_id), row.number);
                ++expected;
            }
        }
        forget_outcomes(oldest, std::min(first, newest_outcome_));
    }

    // The newest row always stays: it carries the numbering on.
    void forget_outcomes(std::uint64_t from, std::uint64_t before) {
        constexpr std::uint64_t chunk = 20'000;  // bounds a transaction, and with it the log
        Statement erase(writer_, "DELETE FROM outcomes WHERE number < ?1");
        while (from < before) {
            from = std::min(from + chunk, before);
            erase.bind(1, from);
            erase.run();
            writer_.checkpoint(SQLITE_CHECKPOINT_PASSIVE);
        }
    }

    template <class Damaged>
    static bool step(Statement& rows, Damaged damaged) {
        try {
            return rows.step();
        } catch (const StoreError& unreadable) {
            throw damaged(unreadable.what());
        }
    }

    void number(std::span<const RecordedEvent> events) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto wrong = numbering_.take(EventRow::of(events[i]));
            if (!wrong) continue;
            const auto position = events[i].position;
            while (i > 0) numbering_.give_back(EventRow::of(events[--i]));
            throw StoreError(
                fmt::format("{}: event {} does not continue the store: {}", path_.string(), position, *wrong));
        }
    }

    void write(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
        begin_->run();
        for (const auto& event : events) {
            EventRow::of(event).bind(*insert_event_, scratch_);
            insert_event_->run();
        }
        auto number = newest_outcome_;
        for (const auto& outcome : outcomes) {
            OutcomeRow::of(++number, outcome).bind(*insert_outcome_, scratch_);
            insert_outcome_->run();
        }
        commit_->run();

        const std::lock_guard lock(index_mutex_);
        for (const auto& outcome : outcomes) index_.add(hash_of(outcome.command_id), ++newest_outcome_);
    }

    // Called by whoever fails first, the committer or the checkpointer.
    void give_up(const std::string& why) {
        const std::lock_guard lock(failure_mutex_);
        if (failed_) return;
        failure_ = why;
        failed_ = true;
    }

    std::string failure() {
        const std::lock_guard lock(failure_mutex_);
        return failure_;
    }

    std::filesystem::path path_;
    StoreLock lock_;
    Connection writer_;
    ReaderPool readers_;
    std::string id_;
    std::atomic<Position> head_ = 0;
    std::atomic<Position> first_ = 1;

    FairMutex commits_;  // guards what follows, and keeps commits out of the end of a checkpoint
    Numbering numbering_;
    std::optional<Statement> begin_, commit_, insert_event_, insert_outcome_;
    std::uint64_t newest_outcome_ = 0;
    std::string scratch_;

    std::mutex index_mutex_;
    OutcomeIndex index_;

    std::mutex failure_mutex_;
    std::string failure_;
    std::atomic<bool> failed_ = false;

    std::optional<Checkpointer> checkpointer_;  // last: it uses the rest
};

SqliteEventStore::SqliteEventStore(const Options& options)
    : implementation_(std::make_unique<Implementation>(options)) {}

SqliteEventStore::~SqliteEventStore() = default;

void SqliteEventStore::append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    implementation_->append(events, outcomes);
}

std::vector<RecordedEvent> SqliteEventStore::read(Position after, std::size_t limit, std::size_t max_bytes) const {
    return implementation_->read(after, limit, max_bytes);
}

std::optional<CommandOutcome> SqliteEventStore::outcome(std::string_view command_id) const {
    return implementation_->outcome(command_id);
}

Position SqliteEventStore::head() const { return implementation_->head(); }

Position SqliteEventStore::first() const { return implementation_->first(); }

void SqliteEventStore::prune(Position through) { implementation_->prune(through); }

std::string SqliteEventStore::id() const { return implementation_->id(); }

}  // namespace hf
