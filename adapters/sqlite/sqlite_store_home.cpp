#include "adapters/sqlite/sqlite_store_home.hpp"

#include "adapters/sqlite/setback.hpp"
#include "adapters/system/host_identity.hpp"

namespace hf::sqlite {

std::optional<Home> SqliteStoreHome::last() const {
    const FairLock commit(commits_);
    auto& writer = file_.writer;
    if (writer.integer("SELECT count(*) FROM meta WHERE key = 'home_since'") == 0) return std::nullopt;
    return Home{writer.text("SELECT value FROM meta WHERE key = 'home_host'"),
                writer.text("SELECT value FROM meta WHERE key = 'home_name'"),
                writer.text("SELECT value FROM meta WHERE key = 'home_file'"),
                Timestamp{writer.integer("SELECT value FROM meta WHERE key = 'home_since'")}};
}

std::string SqliteStoreHome::file() const { return file_identity(file_.path); }

std::string SqliteStoreHome::setback() const { return setback_of(file_.path); }

void SqliteStoreHome::settle(const Home& here) {
    const FairLock commit(commits_);
    write_home(file_.writer, here);
    forget_setback(file_.path);
}

void write_home(Connection& connection, const Home& home) {
    Statement remember(connection,
                       "INSERT OR REPLACE INTO meta VALUES ('home_host', ?1), ('home_name', ?2), ('home_file', ?3), "
                       "('home_since', ?4)");
    remember.bind_text(1, home.host);
    remember.bind_text(2, home.host_name);
    remember.bind_text(3, home.file);
    remember.bind(4, home.since.microseconds);
    remember.run();
}

}  // namespace hf::sqlite
