// machine_usage DATABASE: records in an SQLite database how many machines of each template there
// were, how many have ended, and how long they ran in all.
//
// It stores its position in the same transaction as the figures, so that each event counts once, however
// often the program is killed: uncommitted events are handed over again, and committed ones are not.
//
// The daemon is found as hostfactoryctl finds it (client/site.hpp).
#include <fmt/format.h>
#include <sqlite3.h>

#include <cstdio>
#include <stdexcept>

#include "client/subscriber.hpp"
#include "core/domain/history/event.hpp"

namespace {

constexpr int events_per_transaction = 1000;

constexpr auto schema = R"(
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS progress (position INTEGER NOT NULL, store_id TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS machine (machine_id TEXT PRIMARY KEY, template_id TEXT NOT NULL, started_us INTEGER);
    CREATE TABLE IF NOT EXISTS usage (template_id TEXT PRIMARY KEY, launched INTEGER NOT NULL DEFAULT 0,
                                      ended INTEGER NOT NULL DEFAULT 0, run_us INTEGER NOT NULL DEFAULT 0);
    INSERT INTO progress SELECT 0, '' WHERE NOT EXISTS (SELECT 1 FROM progress);)";

class Database {
public:
    explicit Database(const char* file) {
        if (sqlite3_open(file, &db_) != SQLITE_OK) fail();
        sqlite3_busy_timeout(db_, 10'000);
        run(schema);
    }
    ~Database() { sqlite3_close(db_); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void run(const char* statements) {
        if (sqlite3_exec(db_, statements, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
    }
    // Runs one statement with its values; returns the columns of the first row as text.
    template <class... Values>
    std::vector<std::string> row(const char* sql, const Values&... values) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr) != SQLITE_OK) fail();
        int index = 0;
        (bind(statement, ++index, values), ...);
        std::vector<std::string> row;
        const int result = sqlite3_step(statement);
        for (int i = 0; result == SQLITE_ROW && i < sqlite3_column_count(statement); ++i)
            row.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)));
        sqlite3_finalize(statement);
        if (result != SQLITE_ROW && result != SQLITE_DONE) fail();
        return row;
    }

private:
    static void bind(sqlite3_stmt* statement, int index, const std::string& text) {
        sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    }
    static void bind(sqlite3_stmt* statement, int index, std::int64_t number) {
        sqlite3_bind_int64(statement, index, number);
    }
    [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(db_)); }

    sqlite3* db_ = nullptr;
};

void ended(Database& db, const hf::MachineId& id, hf::Timestamp when) {
    db.row(
        "UPDATE usage SET ended = ended + 1, run_us = run_us + coalesce((SELECT ?2 - started_us FROM machine "
        "WHERE machine_id = ?1), 0) WHERE template_id = (SELECT template_id FROM machine WHERE machine_id = ?1)",
        id.value, when.microseconds);
    db.row("DELETE FROM machine WHERE machine_id = ?1", id.value);
}

void count(Database& db, const hf::RecordedEvent& recorded) {
    const auto event = hf::restore(recorded, hf::wire_codec()).event;
    if (const auto* launched = std::get_if<hf::MachineLaunched>(&event)) {
        const auto& spec = launched->spec;
        db.row("INSERT INTO machine VALUES (?1, ?2, NULL)", spec.machine_id.value, spec.template_id.value);
        db.row("INSERT OR IGNORE INTO usage (template_id) VALUES (?1)", spec.template_id.value);
        db.row("UPDATE usage SET launched = launched + 1 WHERE template_id = ?1", spec.template_id.value);
    } else if (const auto* started = std::get_if<hf::MachineStarted>(&event)) {
        db.row("UPDATE machine SET started_us = ?2 WHERE machine_id = ?1 AND started_us IS NULL",
               started->machine_id.value, recorded.time.microseconds);
    } else if (const auto* terminated = std::get_if<hf::MachineTerminated>(&event)) {
        ended(db, terminated->machine_id, recorded.time);
    } else if (const auto* failed = std::get_if<hf::MachineFailed>(&event)) {
        ended(db, failed->machine_id, recorded.time);
    }
}

void follow(Database& db, const hf::SiteEndpoints& endpoints) {
    const auto progress = db.row("SELECT position, store_id FROM progress");
    hf::Subscriber subscriber(
        endpoints,
        {.after = std::stoull(progress.at(0)), .store_id = progress.at(1), .categories = {hf::Category::machine}});
    while (true) {
        auto event = subscriber.next(std::chrono::seconds(1));
        if (!event) throw std::runtime_error(event.error().error.message);
        if (!*event) continue;
        db.run("BEGIN IMMEDIATE");
        for (int i = 0; event && *event; event = subscriber.next(std::chrono::milliseconds(0))) {
            count(db, **event);
            if (++i == events_per_transaction) break;
        }
        db.row("UPDATE progress SET position = ?1, store_id = ?2", static_cast<std::int64_t>(subscriber.position()),
               subscriber.store_id());
        db.run("COMMIT");
    }
}

}  // namespace

int main(int count, char** words) {
    try {
        if (count != 2) throw std::runtime_error("usage: machine_usage DATABASE");
        const auto site = hf::find_site(std::nullopt);
        if (!site) throw std::runtime_error(site.error());
        Database db(words[1]);
        follow(db, site->endpoints);
    } catch (const std::exception& problem) {
        fmt::print(stderr, "machine_usage: {}\n", problem.what());
        return 1;
    }
}
