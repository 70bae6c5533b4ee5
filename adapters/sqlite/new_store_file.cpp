#include "adapters/sqlite/new_store_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "adapters/sqlite/file_failure.hpp"
#include "adapters/sqlite/rows.hpp"
#include "adapters/sqlite/seal.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "adapters/sqlite/store_lock.hpp"
#include "adapters/system/file_lock.hpp"
#include "adapters/system/sync_directory.hpp"

namespace hf::sqlite {
namespace {

std::filesystem::path absolute_name(const std::filesystem::path& path) {
    if (!path.has_filename()) throw StoreError(fmt::format("\"{}\" does not name a file", path.string()));
    std::error_code trouble;
    auto name = std::filesystem::absolute(path, trouble);
    if (trouble) throw StoreError(fmt::format("{}: {}", path.string(), trouble.message()));
    return name;
}

}  // namespace

NewStoreFile::NewStoreFile(std::filesystem::path path, const std::string& store_id, bool replace,
                           const std::string& vfs)
    : path_(absolute_name(path)), unfinished_(path_.string() + ".new") {
    refuse_what_is_there(replace);
    claim();
    auto& connection = connection_.emplace(unfinished_, Connection::Options{.vfs = vfs});
    // Nobody opens this file before it is whole, so it needs neither a journal nor a sync until then.
    connection.execute("PRAGMA journal_mode = OFF");
    connection.execute("PRAGMA synchronous = OFF");
    connection.execute("PRAGMA locking_mode = EXCLUSIVE");
    Transaction transaction(connection, "BEGIN EXCLUSIVE");
    make_tables(connection, store_id);
    Statement insert(connection, "INSERT INTO meta VALUES (?1, ?2)");
    const auto value = unsealed_value();
    insert.bind_text(1, seal_key);
    insert.bind_blob(2, value);
    insert.run();
    transaction.commit();
}

NewStoreFile::~NewStoreFile() {
    connection_.reset();
    if (!published_) ::unlink(unfinished_.c_str());
}

void NewStoreFile::refuse_what_is_there(bool replace) const {
    struct stat there {};
    if (::lstat(path_.c_str(), &there) != 0) return;
    if (!replace) throw StoreError(fmt::format("{} is there already, and is not replaced", path_.string()));
    if (!S_ISREG(there.st_mode)) throw StoreError(fmt::format("{} is no file that can be replaced", path_.string()));
    if (there.st_size > 0) {
        Connection connection(path_, {.access = Connection::Access::unchanging});
        check_format(connection, path_);
    }
    // A store has its lock beside it from its first start on, and a backup never.
    if (std::filesystem::exists(path_.string() + ".lock"))
        throw StoreError(fmt::format("{} is the store of a daemon, and is not replaced", path_.string()));
}

void NewStoreFile::claim() {
    constexpr int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
    claimed_ = FileDescriptor(::open(unfinished_.c_str(), flags | O_CREAT | O_EXCL, 0600));
    const bool was_there = !claimed_ && errno == EEXIST;
    if (was_there) claimed_ = FileDescriptor(::open(unfinished_.c_str(), flags));
    if (!claimed_) throw failure_of(unfinished_, "create");
    if (!lock_file(claimed_.get(), std::chrono::milliseconds{0}))
        throw StoreError(fmt::format("{} is being written by another process", unfinished_.string()));
    struct stat mine {};
    struct stat named {};
    // The other one may have published it between these calls.
    if (::fstat(claimed_.get(), &mine) != 0 || ::lstat(unfinished_.c_str(), &named) != 0 ||
        mine.st_ino != named.st_ino || mine.st_dev != named.st_dev)
        throw StoreError(fmt::format("{} was written by another process just now", path_.string()));
    // Its maker, and each user that may open it, would read all that the store has.
    if (was_there && (mine.st_uid != ::geteuid() || mine.st_nlink > 1))
        throw StoreError(
            fmt::format("{} is there already, and another user's or of another name; remove it", unfinished_.string()));
    if (was_there && ::fchmod(claimed_.get(), 0600) != 0) throw failure_of(unfinished_, "change mode");
    if (::ftruncate(claimed_.get(), 0) != 0) throw failure_of(unfinished_, "empty");
}

void NewStoreFile::put(std::span<const RecordedEvent> events, std::span<const CommandOutcome> outcomes) {
    Transaction transaction(*connection_);
    std::string scratch;
    Statement insert_event(*connection_,
                           fmt::format("INSERT INTO events ({}) VALUES ({})", EventRow::columns, EventRow::parameters));
    for (const auto& event : events) {
        EventRow::of(event).bind(insert_event, scratch);
        insert_event.run();
    }
    Statement insert_outcome(*connection_, fmt::format("INSERT INTO outcomes ({}) VALUES ({})", OutcomeRow::columns,
                                                       OutcomeRow::parameters));
    for (const auto& outcome : outcomes) {
        OutcomeRow::of(outcome).bind(insert_outcome, scratch);
        insert_outcome.run();
    }
    transaction.commit();
}

void NewStoreFile::forget_events() { connection_->execute("DELETE FROM events"); }

void NewStoreFile::forget_outcomes() { connection_->execute("DELETE FROM outcomes"); }

void NewStoreFile::take_over_meta(Connection& from) {
    Statement row(from, "SELECT key, value, typeof(value) FROM meta");
    const Reading until_done(row);
    Statement insert(*connection_, "INSERT OR REPLACE INTO meta VALUES (?1, ?2)");
    while (row.step()) {
        const auto key = row.bytes(0);
        if (key == seal_key || key == "store_id" || key == "first") continue;
        insert.bind_text(1, key);
        if (row.bytes(2) == "integer")
            insert.bind(2, row.integer(1));
        else if (row.bytes(2) == "blob")
            insert.bind_blob(2, row.bytes(1));
        else
            insert.bind_text(2, row.bytes(1));
        insert.run();
    }
}

void NewStoreFile::begins_with(Position first) {
    if (first == 1) return;
    Statement insert(*connection_, "INSERT INTO meta VALUES ('first', ?1)");
    insert.bind(1, first);
    insert.run();
}

void NewStoreFile::sync() { connection_->sync_database(); }

void NewStoreFile::seal() {
    sqlite::seal(*connection_);
    connection_.reset();
}

void NewStoreFile::publish() {
    if (::rename(unfinished_.c_str(), path_.c_str()) != 0) throw failure_of(path_, "create");
    published_ = true;
    if (!sync_directory(path_.parent_path())) throw failure_of(path_.parent_path(), "sync");
}

}  // namespace hf::sqlite
