#include "adapters/sqlite/store_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/log_scan.hpp"
#include "adapters/sqlite/numbering.hpp"
#include "adapters/sqlite/readable_store.hpp"
#include "adapters/sqlite/rows.hpp"
#include "adapters/sqlite/seal.hpp"
#include "adapters/sqlite/store_lock.hpp"

namespace hf::sqlite {
namespace {

using Part = FoundDamage::Part;

constexpr std::size_t most_damages = 1000;
constexpr std::uint64_t rows_checked_at_once = 1000;

bool has_log(const std::filesystem::path& file) {
    std::error_code none;
    const auto size = std::filesystem::file_size(log_of(file), none);
    return !none && size > 0;
}

class Checking {
public:
    Checking(const std::filesystem::path& file, const StoreCheckOptions& options) : options_(options), file_(file) {
        std::error_code trouble;
        if (auto real = std::filesystem::canonical(file, trouble); !trouble) file_ = std::move(real);
    }

    CheckedStore run() {
        const auto seal = look_at_seal(file_);
        found_.sealed = seal == SealState::good;
        if (seal == SealState::broken)
            add(Part::file, 0, "it is not as it was written: the checksum of the whole file does not match");
        const bool in_use = StoreLock::is_held(file_);
        const bool logged = has_log(file_);
        if (logged && !in_use) look_at_log();
        if (open(logged) && read_extent()) {
            if (!in_use) look_at_structure();
            check_events();
            check_outcomes();
            look_at_head();
        }
        if (!logged && has_log(file_))
            throw StoreError(fmt::format("{} was opened by a daemon meanwhile; check it again", file_.string()));
        return std::move(found_);
    }

private:
    void add(Part part, std::uint64_t number, std::string_view what) { add(part, number, number, what); }
    void add(Part part, std::uint64_t from, std::uint64_t to, std::string_view what) {
        auto& all = found_.damages;
        if (!all.empty() && all.back().part == part && all.back().what == what && all.back().to + 1 == from)
            all.back().to = to;
        else if (all.size() < most_damages)
            all.push_back({part, from, to, std::string(what)});
    }

    void look_at_log() {
        if (const auto damage = find_damage(file_))
            add(Part::log, damage->offset,
                fmt::format("frame {} of {} is damaged, and what stands behind was acknowledged", damage->frame,
                            damage->frames));
    }

    // A file without a log is read as it is: nobody writes to it, and it may be where nothing can be made beside it.
    bool open(bool logged) {
        using Access = Connection::Access;
        try {
            store_.emplace(file_, logged ? Access::read_only : Access::unchanging);
            must_have_its_seal();
            found_.id = store_->id;
            return true;
        } catch (const StoreError& unreadable) {
            if (found_.whole()) throw;
            add(Part::structure, 0, unreadable.what());
            return false;
        }
    }

    void must_have_its_seal() {
        if (found_.sealed || !found_.whole()) return;
        const bool was_sealed = store_->connection.integer("SELECT count(*) FROM meta WHERE key = 'backup'") > 0;
        if (was_sealed && store_->connection.text("PRAGMA journal_mode") != "wal")
            add(Part::file, 0, "it is not as it was written: the checksum of the whole file is damaged");
    }

    bool read_extent() {
        try {
            const Transaction reading(store_->connection);
            found_.extent = store_->extent();
            // As far as SQLite can count.
            constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
            if (found_.extent.head < most && found_.extent.last_outcome < most) return true;
            add(Part::structure, 0, "a row has a number that none can have");
            return false;
        } catch (const StoreError& unreadable) {
            add(Part::structure, 0, unreadable.what());
            return false;
        }
    }

    void look_at_structure() {
        try {
            Statement lines(store_->connection, "PRAGMA quick_check(100)");
            while (lines.step())
                if (lines.bytes(0) != "ok") add(Part::structure, 0, lines.bytes(0));
        } catch (const StoreError& unreadable) {
            add(Part::structure, 0, unreadable.what());
        }
    }

    void look_at_head() {
        const auto known = HeadFile::look(file_);
        if (!known) return;
        const auto now = store_->extent();
        if (known->position > now.head)
            add(Part::event, known->position,
                fmt::format("it was acknowledged, and the store ends at event {}", now.head));
        if (known->outcome > now.last_outcome)
            add(Part::outcome, known->outcome,
                fmt::format("it was acknowledged, and the store ends at outcome {}", now.last_outcome));
    }

    [[nodiscard]] std::string why_unreadable() const {
        return fmt::format("it can't be read: {}", sqlite3_errmsg(store_->connection.handle()));
    }

    // The next number from `next` to `last` at which there is a row; before it `lost` is called for the gap. A gap may
    // be as wide as a damaged number makes it, so nobody goes through it one by one.
    template <class Lost>
    std::uint64_t behind_gap(const char* first_from, std::uint64_t next, std::uint64_t last, Lost lost) {
        try {
            Statement row(store_->connection, first_from);
            row.bind(1, next);
            const auto there = row.step() ? std::min(row.unsigned_integer(0), last + 1) : last + 1;
            if (there > next) lost(next, there - 1, "it is missing");
            return there;
        } catch (const StoreError&) {
            return next;
        }
    }

    // Calls `row` for each number from `next` to `last` that can be read, and `lost` for each other one. What can't be
    // read in one go is looked up number by number.
    template <class Row, class Lost>
    void read_rows(Statement& rows, std::uint64_t next, std::uint64_t last, Row row, Lost lost) {
        try {
            const Reading until_done(rows);
            rows.bind(1, next);
            rows.bind(2, last);
            while (rows.step()) {
                const auto number = rows.unsigned_integer(0);
                for (; next < number && next <= last; ++next) lost(next, next, "it is missing");
                row(next++);
            }
            for (; next <= last; ++next) lost(next, next, "it is missing");
            return;
        } catch (const StoreError&) {
        }
        for (; next <= last; ++next) {
            try {
                const Reading until_done(rows);
                rows.bind(1, next);
                rows.bind(2, next);
                if (rows.step())
                    row(next);
                else
                    lost(next, next, "it is missing");
            } catch (const StoreError&) {
                lost(next, next, why_unreadable());
            }
        }
    }

    void check_events() {
        numbering_ = Numbering(found_.extent.first - 1);
        const auto last = found_.extent.head;
        for (auto next = found_.extent.first; next <= last;) {
            const Transaction reading(store_->connection);
            if (const auto first = store_->first(); first > next) {
                next = first;  // the rest was pruned meanwhile
                numbering_ = Numbering(first - 1);
                continue;
            }
            const auto lost = [&](Position from, Position to, std::string_view why) { lose_events(from, to, why); };
            next = behind_gap("SELECT position FROM events WHERE position >= ?1 ORDER BY position LIMIT 1", next, last,
                              lost);
            if (next > last) return;
            const auto until = std::min(last, next + rows_checked_at_once - 1);
            read_rows(
                store_->events, next, until, [&](Position position) { check_event(position); }, lost);
            next = until + 1;
            tell_progress(next - found_.extent.first);
        }
    }

    void lose_events(Position from, Position to, std::string_view why) {
        add(Part::event, from, to, why);
        numbering_ = Numbering(to);
    }
    void lose_event(Position position, std::string_view why) { lose_events(position, position, why); }

    void check_event(Position position) {
        const auto row = EventRow::of(store_->events);
        if (!row.intact(store_->events, scratch_)) return lose_event(position, "its checksum does not match");
        if (const auto wrong = numbering_.take(row)) return lose_event(position, *wrong);
        if (options_.look_at)
            if (const auto wrong = options_.look_at(row.event())) return add(Part::event, position, *wrong);
        ++found_.events;
    }

    void check_outcomes() {
        const auto last = found_.extent.last_outcome;
        for (auto next = found_.extent.first_outcome; next <= last;) {
            const Transaction reading(store_->connection);
            next = std::max(next, store_->first_outcome());
            if (next > last) return;
            const auto lost = [&](OutcomeNumber from, OutcomeNumber to, std::string_view why) {
                add(Part::outcome, from, to, why);
            };
            next =
                behind_gap("SELECT number FROM outcomes WHERE number >= ?1 ORDER BY number LIMIT 1", next, last, lost);
            if (next > last) return;
            const auto until = std::min(last, next + rows_checked_at_once - 1);
            read_rows(
                store_->outcomes, next, until, [&](OutcomeNumber number) { check_outcome(number); }, lost);
            next = until + 1;
            tell_progress(found_.extent.head + 1 - found_.extent.first + next - found_.extent.first_outcome);
        }
    }

    void check_outcome(OutcomeNumber number) {
        const auto row = OutcomeRow::of(store_->outcomes);
        if (!row.intact(store_->outcomes, scratch_)) return add(Part::outcome, number, "its checksum does not match");
        if (row.position > found_.extent.head)
            return add(Part::outcome, number,
                       fmt::format("it is of a state at event {}, behind the last one", row.position));
        if (row.position < outcome_position_)
            return add(Part::outcome, number,
                       fmt::format("it is of a state at event {}, before the outcome before it", row.position));
        outcome_position_ = row.position;
        ++found_.outcomes;
    }

    void tell_progress(std::uint64_t rows) const {
        const auto& all = found_.extent;
        if (options_.progress)
            options_.progress(rows, all.head + 1 - all.first + all.last_outcome + 1 - all.first_outcome);
    }

    const StoreCheckOptions& options_;
    std::filesystem::path file_;
    std::optional<ReadableStore> store_;
    CheckedStore found_;
    Numbering numbering_;
    Position outcome_position_ = 0;
    std::string scratch_;
};

std::string place_of(std::string_view one, std::string_view many, const FoundDamage& damage) {
    return damage.from == damage.to ? fmt::format("{} {}", one, damage.from)
                                    : fmt::format("{} {} to {}", many, damage.from, damage.to);
}

}  // namespace

std::string in_words(const FoundDamage& damage) {
    switch (damage.part) {
        case Part::file: return fmt::format("the file: {}", damage.what);
        case Part::log: return fmt::format("the write-ahead log, byte {}: {}", damage.from, damage.what);
        case Part::structure: return fmt::format("the structure of the file: {}", damage.what);
        case Part::event: return fmt::format("{}: {}", place_of("event", "events", damage), damage.what);
        case Part::outcome:
            return fmt::format("{}: {}", place_of("command outcome", "command outcomes", damage), damage.what);
        case Part::archive: return fmt::format("the archive: {}", damage.what);
    }
    return damage.what;
}

CheckedStore check_store(const std::filesystem::path& file, const StoreCheckOptions& options) {
    return Checking(file, options).run();
}

}  // namespace hf::sqlite
