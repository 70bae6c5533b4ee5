#include "adapters/sqlite/sqlite_event_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "adapters/sqlite/checkpointer.hpp"
#include "adapters/sqlite/fair_mutex.hpp"
#include "adapters/sqlite/free_pages.hpp"
#include "adapters/sqlite/log_room.hpp"
#include "adapters/sqlite/reader_pool.hpp"
#include "adapters/sqlite/rows.hpp"
#include "adapters/sqlite/sqlite_store_home.hpp"
#include "adapters/sqlite/verification.hpp"

namespace hf {

using namespace sqlite;

class SqliteEventStore::Implementation {
public:
    Implementation(std::unique_ptr<OwnedFile> file, const Options& options, const StoreClaim::Verified& verified)
        : file_(std::move(file)),
          writer_(file_->writer),
          readers_(file_->path, file_->vfs),
          begin_(writer_, "BEGIN IMMEDIATE"),
          commit_(writer_, "COMMIT"),
          insert_event_(writer_,
                        fmt::format("INSERT INTO events ({}) VALUES ({})", EventRow::columns, EventRow::parameters)),
          insert_outcome_(writer_, fmt::format("INSERT INTO outcomes ({}) VALUES ({})", OutcomeRow::columns,
                                               OutcomeRow::parameters)) {
        auto events = verify_events(*file_, verified);
        first_ = events.first;
        head_ = events.numbering.head();
        numbering_ = std::move(events.numbering);
        first_outcome_ = static_cast<OutcomeNumber>(writer_.integer("SELECT coalesce(min(number), 1) FROM outcomes"));
        last_outcome_ = static_cast<OutcomeNumber>(writer_.integer("SELECT max(number) FROM outcomes"));
        file_->must_reach({head_, last_outcome_});
        file_->note_head({head_, last_outcome_});
        begin_log_anew(options.log_bytes);
        checkpointer_ = std::make_unique<Checkpointer>(
            file_->path,
            Checkpointer::Options{.log_bytes = options.log_bytes, .look_every = options.look_every, .vfs = file_->vfs},
            commits_, *file_->head, [this](const std::string& why) { give_up(why); });
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
            file_->head->sync();
            writer_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
            writer_.tidy_up_on_close(true);
        } catch (const StoreError&) {
            // Everything is in the log, and stays there.
        }
    }

    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    void append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
        const FairLock commit(commits_);
        refuse_if_failed();
        check_numbers(outcomes);
        number(events);
        if (events.empty() && outcomes.empty()) return;
        try {
            write(events, outcomes);
            file_->head->note({numbering_.head(), last_outcome_ + outcomes.size()});
        } catch (const std::exception& error) {
            fail_for_good(error);
        }
        head_ = numbering_.head();
        last_outcome_ += outcomes.size();
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
                const auto row = step(rows, position) ? EventRow::of(rows) : EventRow{};
                if (row.position != position && position < first_) throw pruned(position);
                if (row.position != position) throw file_->damaged(position, "it is missing");
                if (!row.intact(rows, scratch)) throw file_->damaged(position, "its checksum does not match");
                events.push_back(row.event());
                bytes += row.data.size();
                if (bytes > max_bytes) break;
            }
            return events;
        });
    }

    std::vector<CommandOutcome> read_outcomes(OutcomeNumber after, std::size_t limit) {
        const OutcomeNumber last = last_outcome_;
        if (after >= last || limit == 0) return {};
        const auto first = std::max<OutcomeNumber>(after, first_outcome_ - 1) + 1;
        return readers_.with_reader([&](Reader& reader) {
            std::vector<CommandOutcome> outcomes;
            const Reading until_done(reader.outcomes);
            reader.outcomes.bind(1, first);
            for (auto number = first; number <= last && outcomes.size() < limit; ++number)
                outcomes.push_back(next_outcome(reader.outcomes, number));
            return outcomes;
        });
    }

    std::vector<CommandOutcome> outcomes(std::span<const OutcomeNumber> numbers) {
        return readers_.with_reader([&](Reader& reader) {
            std::vector<CommandOutcome> outcomes;
            for (const auto number : numbers) {
                if (number < first_outcome_ || number > last_outcome_) continue;
                const Reading until_done(reader.outcomes);
                reader.outcomes.bind(1, number);
                outcomes.push_back(next_outcome(reader.outcomes, number));
            }
            return outcomes;
        });
    }

    void prune(Position through) {
        through = std::min<Position>(through, head_ > 0 ? head_ - 1 : 0);
        while (first_ <= through) {
            const auto next = std::min(through, first_ + part - 1) + 1;
            const FairLock commit(commits_);
            refuse_if_failed();
            // Said first, so that a reader that misses an event knows why.
            first_ = next;
            try {
                erase_before(next);
            } catch (const std::exception& error) {
                fail_for_good(error);
            }
        }
    }

    // The newest outcome stays, since it carries the numbering on.
    void prune_outcomes(OutcomeNumber through) {
        through = std::min<OutcomeNumber>(through, last_outcome_ > 0 ? last_outcome_ - 1 : 0);
        while (first_outcome_ <= through) {
            const auto next = std::min(through, first_outcome_ + part - 1) + 1;
            const FairLock commit(commits_);
            refuse_if_failed();
            first_outcome_ = next;
            try {
                Statement erase(writer_, "DELETE FROM outcomes WHERE number < ?1");
                erase.bind(1, next);
                erase.run();
            } catch (const std::exception& error) {
                fail_for_good(error);
            }
        }
    }

    [[nodiscard]] LogUse log_use() const { return checkpointer_->log_use(); }
    [[nodiscard]] Position head() const { return head_; }
    [[nodiscard]] Position first() const { return first_; }
    [[nodiscard]] OutcomeNumber last_outcome() const { return last_outcome_; }
    [[nodiscard]] const std::string& id() const { return file_->id; }
    [[nodiscard]] StoreHome* home() { return &home_; }

private:
    static constexpr Position part = 1000;  // rows that one transaction deletes; a commit waits for so many

    // Nothing of an older crash stands behind the end of the new log.
    void begin_log_anew(std::uint64_t log_bytes) {
        if (writer_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE).done)
            if (const auto wrong = damage_of_free_pages(writer_)) throw StoreError(*wrong);
        if (const auto why = make_log_room(writer_, log_bytes)) file_->warn(*why);
        writer_.execute(fmt::format("PRAGMA journal_size_limit = {}", 2 * log_bytes).c_str());
    }

    void erase_before(Position next) REQUIRES(commits_) {
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

    [[nodiscard]] EventsPruned pruned(Position position) const {
        return EventsPruned(fmt::format("event {} was pruned; the first one here is {}", position, first_.load()));
    }

    // A row that SQLite itself can't read is damage, too.
    bool step(Statement& rows, Position position) const {
        try {
            return rows.step();
        } catch (const StoreError& unreadable) {
            throw file_->damaged(position, unreadable.what());
        }
    }

    [[nodiscard]] bool step_outcomes(Statement& rows, OutcomeNumber number) const {
        try {
            return rows.step();
        } catch (const StoreError& unreadable) {
            throw file_->damaged_outcome(number, unreadable.what());
        }
    }

    [[nodiscard]] CommandOutcome next_outcome(Statement& rows, OutcomeNumber number) const {
        const auto row = step_outcomes(rows, number) ? OutcomeRow::of(rows) : OutcomeRow{};
        if (row.number != number) throw file_->damaged_outcome(number, "it is missing");
        std::string scratch;
        if (!row.intact(rows, scratch)) throw file_->damaged_outcome(number, "its checksum does not match");
        return row.outcome();
    }

    void check_numbers(std::span<const CommandOutcome> outcomes) const {
        OutcomeNumber expected = last_outcome_;
        for (const auto& outcome : outcomes)
            if (outcome.number != ++expected)
                throw StoreError(fmt::format("{}: outcome {} does not continue the store; {} comes next",
                                             file_->path.string(), outcome.number, expected));
    }

    void number(std::span<const RecordedEvent> events) REQUIRES(commits_) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto wrong = numbering_.take(EventRow::of(events[i]));
            if (!wrong) continue;
            const auto position = events[i].position;
            while (i > 0) numbering_.give_back(EventRow::of(events[--i]));
            throw StoreError(
                fmt::format("{}: event {} does not continue the store: {}", file_->path.string(), position, *wrong));
        }
    }

    void write(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) REQUIRES(commits_) {
        begin_.run();
        for (const auto& event : events) {
            EventRow::of(event).bind(insert_event_, scratch_);
            insert_event_.run();
        }
        for (const auto& outcome : outcomes) {
            OutcomeRow::of(outcome).bind(insert_outcome_, scratch_);
            insert_outcome_.run();
        }
        commit_.run();
    }

    // Nobody knows what a failed write or sync has left, so nothing is written after it.
    [[noreturn]] void fail_for_good(const std::exception& error) REQUIRES(commits_) {
        give_up(error.what());
        checkpointer_->stop();
        if (!sqlite3_get_autocommit(writer_.handle()))
            sqlite3_exec(writer_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
        throw StoreError(error.what());
    }

    // Called by the first that fails, the committer or the checkpointer.
    void give_up(const std::string& why) EXCLUDES(failure_mutex_) {
        const MutexLock lock(failure_mutex_);
        if (failed_) return;
        failure_ = why;
        failed_ = true;
    }

    void refuse_if_failed() EXCLUDES(failure_mutex_) {
        if (!failed_) return;
        const MutexLock lock(failure_mutex_);
        throw StoreError(fmt::format("the store takes no more events since it failed: {}", failure_));
    }

    const std::unique_ptr<OwnedFile> file_;
    Connection& writer_;
    ReaderPool readers_;
    std::atomic<Position> head_ = 0;
    std::atomic<Position> first_ = 1;
    std::atomic<OutcomeNumber> first_outcome_ = 1;
    std::atomic<OutcomeNumber> last_outcome_ = 0;

    FairMutex commits_;  // keeps commits, deletions and the end of a checkpoint apart
    Numbering numbering_ GUARDED_BY(commits_);
    Statement begin_ GUARDED_BY(commits_);
    Statement commit_ GUARDED_BY(commits_);
    Statement insert_event_ GUARDED_BY(commits_);
    Statement insert_outcome_ GUARDED_BY(commits_);
    std::string scratch_ GUARDED_BY(commits_);

    Mutex failure_mutex_;
    std::string failure_ GUARDED_BY(failure_mutex_);
    std::atomic<bool> failed_ = false;

    SqliteStoreHome home_{*file_, commits_};

    std::unique_ptr<Checkpointer> checkpointer_;  // last: it uses the rest
};

namespace {

std::unique_ptr<OwnedFile> owned_file(const SqliteEventStore::Options& options) {
    return std::make_unique<OwnedFile>(
        options.path,
        OwnedFile::Options{
            .vfs = options.vfs, .accept_loss = options.accept_loss, .log = options.log, .progress = options.progress});
}

}  // namespace

class SqliteEventStore::Claim final : public StoreClaim {
public:
    explicit Claim(const Options& options) : file_(owned_file(options)), id_(file_->id), options_(options) {}

    [[nodiscard]] std::string id() const override { return id_; }
    [[nodiscard]] std::optional<RecordedEvent> event_at(Position position) const override {
        file_->must_have_come_to(position);
        return verified_event(*file_, position);
    }
    [[nodiscard]] std::unique_ptr<EventStore> open(const Verified& verified) override {
        auto implementation = std::make_unique<Implementation>(std::move(file_), options_, verified);
        return std::unique_ptr<EventStore>(new SqliteEventStore(std::move(implementation)));
    }

private:
    std::unique_ptr<OwnedFile> file_;  // null when it was opened
    const std::string id_;
    const Options options_;
};

std::unique_ptr<StoreClaim> SqliteEventStore::claim(const Options& options) { return std::make_unique<Claim>(options); }

SqliteEventStore::SqliteEventStore(const Options& options)
    : implementation_(std::make_unique<Implementation>(owned_file(options), options, StoreClaim::Verified{})) {}

std::string SqliteEventStore::library() { return fmt::format("SQLite {}", sqlite3_libversion()); }

std::uint64_t SqliteEventStore::library_version() { return static_cast<std::uint64_t>(sqlite3_libversion_number()); }

SqliteEventStore::SqliteEventStore(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

SqliteEventStore::~SqliteEventStore() = default;

std::string SqliteEventStore::id() const { return implementation_->id(); }

void SqliteEventStore::append(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    implementation_->append(events, outcomes);
}

Position SqliteEventStore::head() const { return implementation_->head(); }

Position SqliteEventStore::first() const { return implementation_->first(); }

std::vector<RecordedEvent> SqliteEventStore::read(Position after, std::size_t limit, std::size_t max_bytes) const {
    return implementation_->read(after, limit, max_bytes);
}

void SqliteEventStore::prune(Position through) { implementation_->prune(through); }

OutcomeNumber SqliteEventStore::last_outcome() const { return implementation_->last_outcome(); }

std::vector<CommandOutcome> SqliteEventStore::read_outcomes(OutcomeNumber after, std::size_t limit) const {
    return implementation_->read_outcomes(after, limit);
}

std::vector<CommandOutcome> SqliteEventStore::outcomes(std::span<const OutcomeNumber> numbers) const {
    return implementation_->outcomes(numbers);
}

void SqliteEventStore::prune_outcomes(OutcomeNumber through) { implementation_->prune_outcomes(through); }

StoreHome* SqliteEventStore::home() { return implementation_->home(); }
LogUse SqliteEventStore::log_use() const { return implementation_->log_use(); }

}  // namespace hf
