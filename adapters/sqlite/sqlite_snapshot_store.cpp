#include "adapters/sqlite/sqlite_snapshot_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include <limits>
#include <mutex>

#include "adapters/sqlite/connection.hpp"

namespace hf {
namespace {

using namespace sqlite;

constexpr std::int64_t application_id = 0x48466573;  // "HFes"
constexpr std::int64_t format_version = 3;

// In the order of ordinals, as a start reads them; and by their changes, as a subscriber does. Category and ordinal
// make one number, which is the table's own key: in a table WITHOUT ROWID each row of a thousand bytes or more gets a
// page of its own beside.
constexpr const char* schema = R"(
    CREATE TABLE head (
        one INTEGER PRIMARY KEY CHECK (one = 1), store_id TEXT, schema INT, position INT, last_event BLOB,
        c0 INT, c1 INT, c2 INT, c3 INT, n0 INT, n1 INT, n2 INT, n3 INT, checksum INT
    );
    CREATE TABLE items (
        place INTEGER PRIMARY KEY, id TEXT, changed_at INT, gone INT, data BLOB, checksum INT
    );
    CREATE INDEX items_changed ON items (changed_at);
)";

constexpr std::string_view columns = "place, id, changed_at, gone, data, checksum";

std::int64_t place_of(Category category, Ordinal ordinal) {
    return static_cast<std::int64_t>(category) << 32 | std::int64_t{ordinal};
}

static_assert(category_count == 4, "the table of the head has four columns each");

std::int64_t checksum_of(const SnapshotItem& item) {
    XXH64_hash_t hash = XXH3_64bits_withSeed(item.id.data(), item.id.size(), item.changed_at);
    hash = XXH3_64bits_withSeed(item.data.data(), item.data.size(), hash);
    const std::array<std::uint32_t, 3> rest{static_cast<std::uint32_t>(item.category), item.ordinal, item.gone};
    return static_cast<std::int64_t>(XXH3_64bits_withSeed(rest.data(), sizeof rest, hash));
}

std::int64_t checksum_of(const SnapshotHead& head) {
    XXH64_hash_t hash = XXH3_64bits_withSeed(head.store_id.data(), head.store_id.size(), head.position);
    hash = XXH3_64bits_withSeed(head.last_event.data(), head.last_event.size(), hash);
    hash = XXH3_64bits_withSeed(head.category_positions.data(), sizeof head.category_positions, hash);
    hash = XXH3_64bits_withSeed(head.next_ordinals.data(), sizeof head.next_ordinals, hash);
    return static_cast<std::int64_t>(XXH3_64bits_withSeed(&head.schema, sizeof head.schema, hash));
}

SnapshotItem item_of(const Statement& row) {
    if (row.unsigned_integer(0) >> 32 >= category_count) throw SnapshotError("the snapshot has an item of no category");
    SnapshotItem item{static_cast<Category>(row.integer(0) >> 32),
                      static_cast<Ordinal>(row.integer(0)),
                      std::string(row.bytes(1)),
                      row.unsigned_integer(2),
                      row.integer(3) != 0,
                      std::string(row.bytes(4))};
    if (row.integer(5) != checksum_of(item))
        throw SnapshotError(
            fmt::format("{} number {} is damaged in the snapshot", name_of(item.category), item.ordinal));
    return item;
}

void remove_database(const std::filesystem::path& path) {
    for (const auto* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix);
}

void make_file(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) throw SnapshotError(fmt::format("{}: {}", path.string(), std::system_category().message(errno)));
    ::close(file);
}

Connection opened(const std::filesystem::path& path) {
    make_file(path);
    Connection connection(path, {});
    connection.execute("PRAGMA journal_mode = WAL");
    connection.execute("PRAGMA synchronous = NORMAL");
    connection.execute("PRAGMA journal_size_limit = 16777216");
    if (connection.integer("SELECT count(*) FROM sqlite_schema") == 0) {
        connection.execute(schema);
        connection.execute(fmt::format("PRAGMA application_id = {}", application_id).c_str());
        connection.execute(fmt::format("PRAGMA user_version = {}", format_version).c_str());
    }
    if (connection.integer("PRAGMA application_id") != application_id ||
        connection.integer("PRAGMA user_version") != format_version)
        throw StoreError(fmt::format("{} is not a snapshot of this format", path.string()));
    return connection;
}

Connection opened_or_made_anew(const std::filesystem::path& path) {
    try {
        return opened(path);
    } catch (const StoreError&) {
        remove_database(path);
        return opened(path);
    }
}

// What goes wrong with SQLite is a snapshot's error here.
template <class Act>
auto guarded(Act&& act) {
    try {
        return act();
    } catch (const StoreError& error) {
        throw SnapshotError(error.what());
    }
}

}  // namespace

class SqliteSnapshotStore::Implementation : public std::enable_shared_from_this<Implementation> {
public:
    explicit Implementation(const std::filesystem::path& path)
        : writer_(opened_or_made_anew(path)),
          reader_(path, {}),
          insert_(writer_, fmt::format("INSERT OR REPLACE INTO items ({}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", columns)),
          write_head_(writer_,
                      "INSERT OR REPLACE INTO head VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"),
          head_(reader_,
                "SELECT store_id, schema, position, last_event, c0, c1, c2, c3, n0, n1, n2, n3, checksum FROM head"),
          items_(reader_,
                 fmt::format("SELECT {} FROM items WHERE place BETWEEN ?1 AND ?2 ORDER BY place LIMIT ?3", columns)),
          changes_(reader_,
                   fmt::format("SELECT {} FROM items WHERE (changed_at, place) > (?1, ?2) ORDER BY changed_at, place",
                               columns)) {}

    ~Implementation() { writer_.tidy_up_on_close(true); }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    std::optional<SnapshotHead> head() {
        const MutexLock lock(reading_);
        return read_head();
    }

    std::vector<SnapshotItem> items(Category category, Ordinal from, std::size_t limit) {
        const MutexLock lock(reading_);
        const Reading until_done(items_);
        items_.bind(1, place_of(category, from));
        items_.bind(2, place_of(category, std::numeric_limits<Ordinal>::max()));
        items_.bind(3, static_cast<std::uint64_t>(limit));
        std::vector<SnapshotItem> items;
        items.reserve(limit);
        while (items_.step()) items.push_back(item_of(items_));
        return items;
    }

    SnapshotPage changed_after(const SnapshotCursor& after, std::size_t limit, std::size_t max_bytes) {
        const MutexLock lock(reading_);
        // In one transaction, so that the head is that of the items.
        const Transaction one_view(reader_);
        SnapshotPage page;
        page.head = read_head();
        if (!page.head) return page;
        const Reading until_done(changes_);
        changes_.bind(1, after.changed_at);
        changes_.bind(2, place_of(after.category, after.ordinal));
        std::size_t bytes = 0;
        while (changes_.step()) {
            if (page.items.size() >= limit || bytes > max_bytes) {
                page.has_more = true;
                break;
            }
            page.items.push_back(item_of(changes_));
            bytes += page.items.back().data.size();
        }
        return page;
    }

    std::unique_ptr<Writing> begin() { return std::make_unique<Transcript>(shared_from_this(), !head()); }

private:
    class Transcript final : public Writing {
    public:
        Transcript(std::shared_ptr<Implementation> store, bool in_parts)
            : store_(std::move(store)), in_parts_(in_parts) {
            transaction_.emplace(store_->writer_);
        }
        void put(const SnapshotItem& item) override {
            guarded([&] { store_->put(item); });
            if (!in_parts_ || ++count_ % part != 0) return;
            guarded([&] {
                transaction_->commit();
                store_->writer_.checkpoint(SQLITE_CHECKPOINT_PASSIVE);
            });
            transaction_.emplace(store_->writer_);
        }
        void commit(const SnapshotHead& head) override {
            guarded([&] {
                store_->put(head);
                transaction_->commit();
                store_->writer_.checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
            });
        }

    private:
        static constexpr std::uint64_t part = 20'000;  // bounds the log while much is written

        std::shared_ptr<Implementation> store_;
        bool in_parts_;
        std::uint64_t count_ = 0;
        std::optional<Transaction> transaction_;
    };

    void put(const SnapshotItem& item) {
        insert_.bind(1, place_of(item.category, item.ordinal));
        insert_.bind_text(2, item.id);
        insert_.bind(3, item.changed_at);
        insert_.bind(4, std::int64_t{item.gone});
        insert_.bind_blob(5, item.data);
        insert_.bind(6, checksum_of(item));
        insert_.run();
    }

    void put(const SnapshotHead& head) {
        write_head_.bind_text(1, head.store_id);
        write_head_.bind(2, std::int64_t{head.schema});
        write_head_.bind(3, head.position);
        write_head_.bind_blob(4, head.last_event);
        for (std::size_t i = 0; i < category_count; ++i) {
            write_head_.bind(static_cast<int>(5 + i), head.category_positions[i]);
            write_head_.bind(static_cast<int>(9 + i), std::int64_t{head.next_ordinals[i]});
        }
        write_head_.bind(13, checksum_of(head));
        write_head_.run();
    }

    std::optional<SnapshotHead> read_head() REQUIRES(reading_) {
        const Reading until_done(head_);
        if (!head_.step()) return std::nullopt;
        SnapshotHead head{std::string(head_.bytes(0)),
                          static_cast<std::uint32_t>(head_.integer(1)),
                          head_.unsigned_integer(2),
                          {},
                          {},
                          std::string(head_.bytes(3))};
        for (std::size_t i = 0; i < category_count; ++i) {
            head.category_positions[i] = head_.unsigned_integer(static_cast<int>(4 + i));
            head.next_ordinals[i] = static_cast<Ordinal>(head_.integer(static_cast<int>(8 + i)));
        }
        if (head_.integer(12) != checksum_of(head)) throw SnapshotError("the snapshot's head is damaged");
        return head;
    }

    Connection writer_;
    Connection reader_;
    Statement insert_, write_head_;
    Mutex reading_;
    Statement head_ GUARDED_BY(reading_);
    Statement items_ GUARDED_BY(reading_);
    Statement changes_ GUARDED_BY(reading_);
};

SqliteSnapshotStore::SqliteSnapshotStore(const std::filesystem::path& path)
    : path_(path), current_(guarded([&] { return std::make_shared<Implementation>(path); })) {}

SqliteSnapshotStore::~SqliteSnapshotStore() = default;

std::shared_ptr<SqliteSnapshotStore::Implementation> SqliteSnapshotStore::current() const {
    const MutexLock lock(mutex_);
    if (!current_) throw SnapshotError(fmt::format("{} could not be made anew", path_.string()));
    return current_;
}

std::optional<SnapshotHead> SqliteSnapshotStore::head() const {
    return guarded([&] { return current()->head(); });
}
std::unique_ptr<SnapshotStore::Writing> SqliteSnapshotStore::begin() {
    return guarded([&] { return current()->begin(); });
}
// Not by deleting rows: what is to be cleared may be damaged.
void SqliteSnapshotStore::clear() {
    const MutexLock lock(mutex_);
    current_.reset();
    remove_database(path_);
    current_ = guarded([&] { return std::make_shared<Implementation>(path_); });
}
std::vector<SnapshotItem> SqliteSnapshotStore::items(Category category, Ordinal from, std::size_t limit) const {
    return guarded([&] { return current()->items(category, from, limit); });
}
SnapshotPage SqliteSnapshotStore::changed_after(const SnapshotCursor& after, std::size_t limit,
                                                std::size_t max_bytes) const {
    return guarded([&] { return current()->changed_after(after, limit, max_bytes); });
}

}  // namespace hf
