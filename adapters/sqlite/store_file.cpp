#include "adapters/sqlite/store_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "adapters/sqlite/file_failure.hpp"
#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/sqlite_store_home.hpp"
#include "adapters/system/host_identity.hpp"
#include "adapters/system/make_directories.hpp"
#include "adapters/system/sync_directory.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/uuid_v7_source.hpp"

namespace hf::sqlite {
namespace {

// Both tables only grow at their right edge. A further index would have its pages
// all over the file written by every commit; streams and command ids are found
// through memory instead. The columns of format 2 stand last, where an upgrade puts them.
constexpr const char* schema = R"(
    CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
    CREATE TABLE events (
        position          INTEGER PRIMARY KEY,
        category          INT  NOT NULL,
        category_position INT  NOT NULL,
        stream            TEXT NOT NULL,
        stream_version    INT  NOT NULL,
        previous          INT  NOT NULL,
        type              TEXT NOT NULL,
        schema            INT  NOT NULL,
        time              INT  NOT NULL,
        command_id        TEXT NOT NULL,
        correlation_id    TEXT NOT NULL,
        traceparent       TEXT,
        data              BLOB NOT NULL,
        checksum          INT  NOT NULL,
        principal         TEXT,
        on_behalf_of      TEXT
    );
    CREATE TABLE outcomes (
        number     INTEGER PRIMARY KEY,
        command_id TEXT NOT NULL,
        position   INT  NOT NULL,
        accepted   INT  NOT NULL,
        payload    BLOB NOT NULL,
        checksum   INT  NOT NULL
    );
)";

void set_format_version(Connection& connection) {
    connection.execute(fmt::format("PRAGMA user_version = {}", format_version).c_str());
}

void refuse_where_one_was(const std::filesystem::path& store, bool accept_loss) {
    // A new store in the link's place would not know the machines of the one that the link leads to.
    if (std::filesystem::is_symlink(store))
        throw StoreError(
            fmt::format("{} is a symbolic link to {}, which does not exist; mount or put back what it leads to, "
                        "or remove the link to begin a new store",
                        store.string(), std::filesystem::read_symlink(store).string()));
    const auto log = store.string() + "-wal";
    std::error_code none;
    if (const auto size = std::filesystem::file_size(log, none); !none && size > 0)
        throw StoreError(
            fmt::format("{} is missing, but its write-ahead log {} is there and may hold events; "
                        "put the store back, or move the log away to begin a new store",
                        store.string(), log));
    if (accept_loss) return;
    if (const auto head = HeadFile::look(store); head && (head->position > 0 || head->outcome > 0))
        throw StoreError(
            fmt::format("{} is missing, and had come to event {}; put the store back, or start hostfactoryd once with "
                        "--accept-loss to begin a new store, which knows nothing of the old one's machines",
                        store.string(), head->position));
}

}  // namespace

std::filesystem::path prepared_name(const std::filesystem::path& store) {
    if (!store.has_filename()) throw StoreError(fmt::format("\"{}\" does not name a file", store.string()));
    try {
        auto name = std::filesystem::weakly_canonical(std::filesystem::absolute(store));
        make_directories(name.parent_path(), 0700);
        return name;
    } catch (const std::system_error& failure) {
        throw StoreError(failure.what());
    }
}

void make_tables(Connection& connection, const std::string& id) {
    connection.execute(schema);
    connection.execute(fmt::format("PRAGMA application_id = {}", application_id).c_str());
    set_format_version(connection);
    Statement insert(connection, "INSERT INTO meta VALUES ('store_id', ?1), ('created', ?2), ('created_format', ?3)");
    insert.bind_text(1, id);
    insert.bind(2, SystemClock().now().microseconds);
    insert.bind(3, format_version);
    insert.run();
}

void make_store_if_missing(const std::filesystem::path& store, const std::string& vfs, bool accept_loss) {
    if (std::filesystem::exists(store)) return;
    refuse_where_one_was(store, accept_loss);

    const auto unfinished = std::filesystem::path(store.string() + ".new");
    if (::unlink(unfinished.c_str()) != 0 && errno != ENOENT) throw failure_of(unfinished, "remove");
    const int file = ::open(unfinished.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) throw failure_of(unfinished, "create");
    ::close(file);
    {
        Connection connection(unfinished, {.vfs = vfs});
        // Nobody opens this file before it is whole, so it needs no journal that outlives a crash.
        connection.execute("PRAGMA journal_mode = MEMORY");
        connection.execute("BEGIN EXCLUSIVE");
        make_tables(connection, UuidV7Source().next());
        // Here, so that it is in the file itself: what the first start notes is in the log, and who copies the file
        // alone has a store without a home and without events, whose daemon would end all of the original's machines.
        const auto host = host_identity();
        write_home(connection, {host.id, host.name, file_identity(unfinished), SystemClock().now()});
        connection.execute("COMMIT");
    }
    if (::rename(unfinished.c_str(), store.c_str()) != 0) throw failure_of(store, "create");
    if (!sync_directory(store.parent_path())) throw failure_of(store.parent_path(), "sync");
}

void check_format(Connection& connection, const std::filesystem::path& store) {
    const auto application = connection.integer("PRAGMA application_id");
    if (application != application_id)
        throw StoreError(fmt::format("{} is not a store of hostfactory (application id {:#x}, not {:#x})",
                                     store.string(), application, application_id));
    const auto version = connection.integer("PRAGMA user_version");
    if (version > format_version)
        throw StoreError(
            fmt::format("{} has format {}, and this hostfactory knows formats up to {}; "
                        "open it with the version that wrote it, or a later one",
                        store.string(), version, format_version));
    if (version < 1) throw StoreError(fmt::format("{} is damaged: it has format {}", store.string(), version));
}

bool upgrade_format(Connection& connection) {
    if (connection.integer("PRAGMA user_version") == format_version) return false;
    Transaction transaction(connection, "BEGIN IMMEDIATE");
    connection.execute("ALTER TABLE events ADD COLUMN principal TEXT");
    connection.execute("ALTER TABLE events ADD COLUMN on_behalf_of TEXT");
    set_format_version(connection);
    transaction.commit();
    return true;
}

}  // namespace hf::sqlite
