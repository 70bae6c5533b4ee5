#include "adapters/sqlite/connection.hpp"

#include <fmt/format.h>

#include <system_error>

namespace hf::sqlite {

namespace {

// SQLite would count its memory under a lock with each allocation, and nobody asks for that.
void count_no_memory() { [[maybe_unused]] static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// Only a URI can say that a file does not change.
std::string unchanging_uri(std::string_view path) {
    std::string uri = "file:";
    for (const char c : path) {
        if (c == '?' || c == '#' || c == '%')
            uri += fmt::format("%{:02x}", static_cast<unsigned char>(c));
        else
            uri += c;
    }
    return uri + "?immutable=1";
}

int open_flags(Connection::Access access) {
    // Without SQLite's own mutex: a connection has one user at a time.
    constexpr int all = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (access) {
        case Connection::Access::read_write: return all | SQLITE_OPEN_READWRITE;
        case Connection::Access::read_only: return all | SQLITE_OPEN_READONLY;
        case Connection::Access::unchanging: return all | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    }
    return all;
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, const Options& options) : name_(file.string()) {
    count_no_memory();
    sqlite3* handle = nullptr;
    const auto file_or_uri = options.access == Access::unchanging ? unchanging_uri(name_) : name_;
    const int result = sqlite3_open_v2(file_or_uri.c_str(), &handle, open_flags(options.access),
                                       options.vfs.empty() ? nullptr : options.vfs.c_str());
    handle_.reset(handle);
    if (!handle) throw StoreError(fmt::format("{}: out of memory", name_));
    if (result != SQLITE_OK) throw error("open");

    sqlite3_busy_timeout(handle, static_cast<int>(options.busy_timeout.count()));
    // Functions and triggers of a hand-made or damaged file must not run here.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    tidy_up_on_close(false);
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA wal_autocheckpoint = 0");
    execute("PRAGMA cell_size_check = ON");
    // Some builds zero what they delete; nothing here is a secret from the store's own user.
    execute("PRAGMA secure_delete = OFF");
}

void Connection::execute(const char* sql) {
    if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw error(sql);
}

std::int64_t Connection::integer(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.integer(0) : 0;
}

std::string Connection::text(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? std::string(statement.bytes(0)) : std::string();
}

Connection::Checkpoint Connection::checkpoint(int mode) {
    int frames = -1;
    int moved = -1;
    const int result = sqlite3_wal_checkpoint_v2(handle(), nullptr, mode, &frames, &moved);
    Checkpoint checkpoint;
    if (moved >= 0) checkpoint.moved = static_cast<std::uint64_t>(moved);
    checkpoint.all = moved >= 0 && moved == frames;
    switch (result & 0xff) {
        case SQLITE_OK: checkpoint.done = true; return checkpoint;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return checkpoint;
        default: throw error("checkpoint");
    }
}

sqlite3_file& Connection::database_file() const {
    sqlite3_file* file = nullptr;
    if (sqlite3_file_control(handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK) throw error("look");
    return *file;
}

void Connection::sync_database() {
    auto& file = database_file();
    const int result = file.pMethods->xSync(&file, SQLITE_SYNC_NORMAL);
    if (result != SQLITE_OK) throw StoreError(fmt::format("{}: checkpoint: {}", name_, sqlite3_errstr(result)));
}

void Connection::tidy_up_on_close(bool yes) {
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, yes ? 0 : 1, nullptr);
}

StoreError Connection::error(std::string_view doing) const {
    const int code = sqlite3_extended_errcode(handle());
    auto text = fmt::format("{}: {}: {} (SQLite error {})", name_, doing, sqlite3_errmsg(handle()), code);
    const int primary = code & 0xff;
    const int reason = sqlite3_system_errno(handle());
    if (reason != 0 && (primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN || primary == SQLITE_FULL))
        text += ": " + std::system_category().message(reason);
    return StoreError(text);
}

Statement::Statement(const Connection& connection, std::string_view sql) : connection_(&connection) {
    sqlite3_stmt* handle = nullptr;
    const int result = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    handle_.reset(handle);
    check(result, sql);
}

void Statement::bind(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(handle_.get(), parameter, value), "bind");
}

// A null pointer would bind NULL, and an empty view may have one.
void Statement::bind_text(int parameter, std::string_view value) {
    check(sqlite3_bind_text64(handle_.get(), parameter, value.data() ? value.data() : "", value.size(), SQLITE_STATIC,
                              SQLITE_UTF8),
          "bind");
}

void Statement::bind_blob(int parameter, std::string_view value) {
    check(sqlite3_bind_blob64(handle_.get(), parameter, value.data() ? value.data() : "", value.size(), SQLITE_STATIC),
          "bind");
}

void Statement::bind_null(int parameter) { check(sqlite3_bind_null(handle_.get(), parameter), "bind"); }

bool Statement::step() {
    const int result = sqlite3_step(handle_.get());
    if (result == SQLITE_ROW) return true;
    if (result == SQLITE_DONE) return false;
    throw connection_->error(sqlite3_sql(handle_.get()));
}

void Statement::run() {
    const Reading until_done(*this);
    while (step()) {
    }
}

std::string_view Statement::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return data ? std::string_view(data, size) : std::string_view();
}

void Statement::check(int result, std::string_view doing) const {
    if (result != SQLITE_OK) throw connection_->error(doing);
}

}  // namespace hf::sqlite
