// The examples in the headers of backups: of adapters/, and of the daemon's care of stores.
#include <iostream>

#include "adapters/archive/archive_copy.hpp"
#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/file_failure.hpp"
#include "adapters/sqlite/last_backup.hpp"
#include "adapters/sqlite/new_store_file.hpp"
#include "adapters/sqlite/readable_store.hpp"
#include "adapters/sqlite/restoration.hpp"
#include "adapters/sqlite/seal.hpp"
#include "adapters/sqlite/store_check.hpp"
#include "adapters/system/copied_file.hpp"
#include "daemon/event_text.hpp"
#include "daemon/event_transfer.hpp"
#include "daemon/store_care.hpp"
#include "daemon/store_restoration.hpp"
#include "daemon/store_verification.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {

void archive_copy() {
    using archive::copy_archive;
    // example of adapters/archive/archive_copy.hpp
    const auto copied =
        copy_archive("/var/lib/hostfactory/hostfactory.db.archive", "/srv/hostfactory.db.archive", 4711);
    // end of the example
    use(copied);
}

void backup() {
    using sqlite::Backup;
    // example of adapters/sqlite/backup.hpp
    Backup backup({.store = "/var/lib/hostfactory/hostfactory.db", .file = "/var/backups/hostfactory.db"});
    backup.copy();
    use(backup.extent().head);  // the last event that it has
    const auto checked = backup.check();
    if (checked.whole()) backup.publish();
    // end of the example
}

void last_backup_of(const std::filesystem::path& store, Timestamp now) {
    using namespace sqlite;
    // example of adapters/sqlite/last_backup.hpp
    note_last_backup(store, {.time = now, .position = 4711, .outcome = 4702, .file = "/var/backups/hostfactory.db"});
    if (const auto last = last_backup(store)) use(now.microseconds - last->time.microseconds);
    // end of the example
}

void new_store_file(const std::string& store_id, std::span<const RecordedEvent> events,
                    std::span<const CommandOutcome> outcomes) {
    using namespace sqlite;
    // example of adapters/sqlite/new_store_file.hpp
    NewStoreFile file("/var/backups/hostfactory.db", store_id);  // "….new" until it is published
    file.put(events, outcomes);                                  // in order
    file.seal();                                                 // on stable storage; nothing can be added
    use(file.unfinished());
    file.publish();  // has its name, also after a power cut
    // end of the example
}

void readable_store() {
    using namespace sqlite;
    // example of adapters/sqlite/readable_store.hpp
    ReadableStore store("/var/lib/hostfactory/events.db");
    const Transaction reading(store.connection);  // short: while one is open the log can't begin again
    const auto extent = store.extent();
    // end of the example
    // example of adapters/sqlite/store_extent.hpp
    if (extent.first > 1) use(extent.first - 1);  // the last event that is in the archive alone
    // end of the example
}

void restoration(const std::filesystem::path& path) {
    using sqlite::Restoration;
    // example of adapters/sqlite/restoration.hpp
    Restoration restoration({.backup = "/var/backups/hostfactory.db", .store = path});  // owns the store's place
    const auto checked = restoration.copy();  // beside the store, and everything in it is looked at there
    if (!checked.whole()) return;
    restoration.clear_place();  // the old store goes aside; nothing is deleted
    restoration.put_in_place();
    // end of the example
}

void file_failure(const std::filesystem::path& unfinished, const std::filesystem::path& store) {
    using namespace sqlite;
    // example of adapters/sqlite/file_failure.hpp
    if (::rename(unfinished.c_str(), store.c_str()) != 0) throw failure_of(store, "create");
    // end of the example
}

void sealing(sqlite::Connection& connection) {
    using namespace sqlite;
    // example of adapters/sqlite/seal.hpp
    Statement insert(connection, "INSERT INTO meta VALUES ('backup', ?1)");  // before anything else
    const auto value = unsealed_value();
    insert.bind_blob(1, value);
    insert.run();
    seal(connection);  // nothing is written to the file after that
    if (look_at_seal("/var/backups/hostfactory.db") == SealState::broken) fail("it is not as it was written");
    // end of the example
}

void store_check() {
    using namespace sqlite;
    // example of adapters/sqlite/store_check.hpp
    const auto checked = check_store("/var/backups/hostfactory.db", {});
    for (const auto& damage : checked.damages) fail(in_words(damage));  // "events 17 to 20: it is missing"
    if (checked.whole()) use(checked.extent.head);
    // end of the example
}

void copied_file() {
    // example of adapters/system/copied_file.hpp
    if (const auto wrong = copy_file_whole("/srv/hostfactory.db", "/var/lib/hostfactory/copy.db")) fail(*wrong);
    // end of the example
}

void event_text(const RecordedEvent& event, const Codec& codec, std::ostream& out, const std::string& line,
                const std::function<Position(const RecordedEvent&)>& previous_of) {
    // example of daemon/event_text.hpp
    out << text_of_event(event, codec) << '\n';  // {"position":1,"category":"template",…,"data":{…},"checksum":"…"}
    const auto read = event_of_text(line, previous_of);
    if (!read) fail(read.error());
    // end of the example
}

void event_transfer(const Codec& codec) {
    // example of daemon/event_transfer.hpp
    export_events("/var/lib/hostfactory/hostfactory.db", std::cout, codec);
    const auto imported = import_events(std::cin, "/var/lib/hostfactory/imported.db", codec);
    // end of the example
    use(imported);
}

int store_care(const StoreCare& care, const std::string& configuration_file) {
    // example of daemon/store_care.hpp
    if (care.asked()) return take_care(care, configuration_file);  // the exit status
    // end of the example
    return 0;
}

void store_restoration(const std::filesystem::path& backup, const Configuration& configuration, const Codec& codec) {
    // example of daemon/store_restoration.hpp
    const auto restored = restore_store(backup, configuration.store, {.move_aside = true}, codec);
    for (const auto& damage : restored.checked.damages) fail(in_words(damage));
    // end of the example
}

void store_verification(const Codec& codec) {
    // example of daemon/store_verification.hpp
    const auto checked = verified_store("/var/backups/hostfactory.db", codec);
    for (const auto& damage : checked.damages) fail(in_words(damage));
    // end of the example
}

}  // namespace hf
