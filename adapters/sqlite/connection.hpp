// Connection and Statement: SQLite's handles, closed when they go out of scope,
// with failures as StoreError.
//
//     Connection db(file, {});
//     Statement find(db, "SELECT data FROM events WHERE position = ?1");
//     find.bind(1, position);
//     if (find.step()) use(find.bytes(0));
//     find.reset();  // ends the read; a statement left open holds back checkpoints
//
// A connection and its statements are used by one thread at a time.
// Errors: StoreError with the file, what was being done, and SQLite's and the
// system's words for it.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/ports/event_store.hpp"

namespace hf::sqlite {

class Connection {
public:
    enum class Access : std::uint8_t {
        read_write,
        read_only,   // beside others that write; needs the log's index (`-shm`), and makes it where it is missing
        unchanging,  // nobody writes to the file, and nothing is made beside it
    };
    struct Options {
        std::string vfs = {};  // empty: the default one
        std::chrono::milliseconds busy_timeout{5000};
        Access access = Access::read_write;
    };

    // Opens a file that exists.
    Connection(const std::filesystem::path& file, const Options& options);

    void execute(const char* sql);
    [[nodiscard]] std::int64_t integer(const char* sql);  // the value of the first row; 0 without a row
    [[nodiscard]] std::string text(const char* sql);

    struct Checkpoint {
        bool done = false;  // false: readers or a writer were in the way
        bool all = false;   // what the log had when it began is in the database, which is as it was at a commit
        // Frames of the log that are in the database now; nothing where that isn't known.
        std::optional<std::uint64_t> moved;
    };
    // Moves the write-ahead log into the database.
    Checkpoint checkpoint(int mode);

    // Brings to stable storage what was moved, which SQLite does only where nothing was committed meanwhile.
    void sync_database();
    [[nodiscard]] sqlite3_file& database_file() const;  // as SQLite has it open

    // Closing the last connection of a database checkpoints and removes its log. Off until
    // asked for: after a failed sync nothing may be written as if nothing had happened.
    void tidy_up_on_close(bool yes);

    [[nodiscard]] sqlite3* handle() const { return handle_.get(); }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] StoreError error(std::string_view doing) const;

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    };
    std::string name_;
    std::unique_ptr<sqlite3, Close> handle_;
};

class Statement {
public:
    Statement(const Connection& connection, std::string_view sql);

    // Bound text and blobs are not copied; they must live until the next reset().
    void bind(int parameter, std::int64_t value);
    void bind(int parameter, std::uint64_t value) { bind(parameter, static_cast<std::int64_t>(value)); }
    void bind_text(int parameter, std::string_view value);
    void bind_blob(int parameter, std::string_view value);
    void bind_null(int parameter);

    bool step();  // returns true if there is a row
    void run();   // steps to the end, and resets
    void reset() { sqlite3_reset(handle_.get()); }

    [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
    [[nodiscard]] std::uint64_t unsigned_integer(int column) const {
        return static_cast<std::uint64_t>(integer(column));
    }
    [[nodiscard]] bool is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
    // Text or blob; valid until the next step() or reset().
    [[nodiscard]] std::string_view bytes(int column) const;

private:
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };
    void check(int result, std::string_view doing) const;

    const Connection* connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

// Rolled back unless it was committed, however its scope is left.
class Transaction {
public:
    explicit Transaction(Connection& connection, const char* begin = "BEGIN") : connection_(connection) {
        connection_.execute(begin);
    }
    ~Transaction() {
        if (!sqlite3_get_autocommit(connection_.handle()))
            sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit() { connection_.execute("COMMIT"); }

private:
    Connection& connection_;
};

// Resets a statement that is read row by row, however its scope is left.
class Reading {
public:
    explicit Reading(Statement& statement) : statement_(statement) {}
    ~Reading() { statement_.reset(); }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

private:
    Statement& statement_;
};

}  // namespace hf::sqlite
