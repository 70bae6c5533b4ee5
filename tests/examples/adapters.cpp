// The examples in the headers of adapters/, without the providers.
#include <spdlog/spdlog.h>

#include <iostream>

#include "adapters/archive/archive_file.hpp"
#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/audit/audit_file.hpp"
#include "adapters/audit/audit_log.hpp"
#include "adapters/json/json_parser.hpp"
#include "adapters/json/json_text.hpp"
#include "adapters/json/json_writer.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/msgpack/msgpack_writer.hpp"
#include "adapters/sqlite/checkpointer.hpp"
#include "adapters/sqlite/fair_mutex.hpp"
#include "adapters/sqlite/free_pages.hpp"
#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/log_room.hpp"
#include "adapters/sqlite/log_scan.hpp"
#include "adapters/sqlite/numbering.hpp"
#include "adapters/sqlite/owned_file.hpp"
#include "adapters/sqlite/reader_pool.hpp"
#include "adapters/sqlite/setback.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "adapters/sqlite/sqlite_snapshot_store.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "adapters/sqlite/store_lock.hpp"
#include "adapters/sqlite/verification.hpp"
#include "adapters/system/bounded_file.hpp"
#include "adapters/system/child_process.hpp"
#include "adapters/system/file_system_room.hpp"
#include "adapters/system/host_identity.hpp"
#include "adapters/system/make_directories.hpp"
#include "adapters/system/permitted_paths.hpp"
#include "adapters/system/secret.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/uuid_v7_source.hpp"
#include "adapters/systemd/journal_log.hpp"
#include "adapters/systemd/service_notifier.hpp"
#include "adapters/systemd/start_notice.hpp"
#include "adapters/yaml/core_schema.hpp"
#include "adapters/yaml/yaml_source.hpp"
#include "adapters/yaml/yaml_writer.hpp"
#include "core/commands/create_request.hpp"
#include "core/wire/envelope.hpp"
#include "daemon/configuration.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf {
namespace {

void archive_file(std::string_view bytes) {
    using namespace archive;
    // example of adapters/archive/archive_file.hpp
    ArchiveWriter writer("events.msgpack.zst");
    writer.put(bytes);
    writer.finish();  // syncs the file and gives it its name

    ArchiveReader reader("events.msgpack.zst");
    while (auto bytes = reader.next()) use(*bytes);
    // end of the example
}

void zstd_event_archive(const std::string& store_id, const Codec& codec) {
    // example of adapters/archive/zstd_event_archive.hpp
    ZstdEventArchive archive("/var/lib/hostfactory/hostfactory.db.archive", store_id, codec);
    // end of the example
}

void audit_file() {
    using audit::AuditFile;
    // example of adapters/audit/audit_file.hpp
    AuditFile file("/var/log/hostfactory/audit.jsonl", 1 << 30);
    if (auto error = file.open()) fail(*error);
    if (auto error = file.append("{}\n")) fail(*error);  // whole lines
    file.reopen_before_the_next_write();                 // any thread
    // end of the example
}

void audit_log(const Codec& codec, Log& log) {
    // example of adapters/audit/audit_log.hpp
    AuditLog audit("/var/log/hostfactory/audit.jsonl", codec, log);  // throws if it cannot be opened
    use(audit);                                                      // the pipeline calls finished()
    audit.reopen();                                                  // the file was moved away (SIGHUP)
    // end of the example
}

void json_parser(std::string_view text, CreateRequest& command) {
    // example of adapters/json/json_parser.hpp
    Decoder decoder(type_of<CreateRequest>, &command);
    if (const auto broken = parse_json(text, decoder)) fail(*broken);  // the text is not JSON
    if (const auto& problem = decoder.problem()) fail(*problem);       // the text is JSON, but not such a message
    // end of the example
}

void json_text(std::string_view body, std::string_view text) {
    // example of adapters/json/json_text.hpp
    const auto answer = value_of_json(body);
    if (!answer) fail(answer.error());  // "line 1, column 7: syntax error …"
    if (const auto* id = text_at(*answer, {"Parameter", "Value"})) use(*id);

    const auto record = struct_of_json<CreateRequest>(text);  // with all its fields; further ones are ignored
    if (!record) fail(record.error());                        // "index must be a number, not \"x\""
    // end of the example
}

void json_writer(const Codec& codec, const Reply& reply) {
    // example of adapters/json/json_writer.hpp
    JsonWriter writer(codec);  // the codec decodes encoded values (an event's data)
    write(reply, writer);
    std::cout << writer.text(2) << '\n';
    // end of the example
}

void msgpack_codec(CreateRequest& command) {
    // example of adapters/msgpack/msgpack_codec.hpp
    MsgpackCodec codec;
    const std::string bytes = codec.encode(command);
    if (const auto problem = codec.decode(bytes, command)) fail(*problem);
    // end of the example
}

void msgpack_writer(const CreateRequest& command) {
    // example of adapters/msgpack/msgpack_writer.hpp
    MsgpackWriter writer;
    write(command, writer);
    send(writer.take());
    // end of the example
}

void checkpointer(const std::filesystem::path& file, const sqlite::Checkpointer::Options& options,
                  sqlite::FairMutex& commits, sqlite::HeadFile& head, std::uint64_t pages) {
    using sqlite::Checkpointer;
    const auto on_failure = [](const std::string&) {};
    // example of adapters/sqlite/checkpointer.hpp
    Checkpointer checkpointer(file, options, commits, head, on_failure);
    checkpointer.log_is_now(pages);  // after each commit
    // end of the example
}

void connection(const std::filesystem::path& file, Position position) {
    using namespace sqlite;
    // example of adapters/sqlite/connection.hpp
    Connection db(file, {});
    Statement find(db, "SELECT data FROM events WHERE position = ?1");
    find.bind(1, position);
    if (find.step()) use(find.bytes(0));
    find.reset();  // ends the read; a statement left open holds back checkpoints
    // end of the example
}

void fair_mutex(sqlite::FairMutex& fair_mutex) {
    using sqlite::FairLock;
    // example of adapters/sqlite/fair_mutex.hpp
    const FairLock lock(fair_mutex);
    // end of the example
}

void head_file(const std::string& store_id, Position position, OutcomeNumber outcome) {
    using sqlite::HeadFile;
    // example of adapters/sqlite/head_file.hpp
    HeadFile head("/var/lib/hostfactory/events.db", store_id);  // made if missing
    if (head.found()) use(head.found()->position);
    head.note({position, outcome});  // after the sync of a commit: survives the process, however it ends
    head.sync();                     // now and then: survives the machine
    // end of the example
}

void log_scan() {
    using namespace sqlite;
    // example of adapters/sqlite/log_scan.hpp
    if (const auto damage = find_damage("/var/lib/hostfactory/events.db")) use(damage->offset);
    // end of the example
}

void log_room(sqlite::Connection& writer, Log& log) {
    using sqlite::make_log_room;
    // example of adapters/sqlite/log_room.hpp
    writer.checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
    if (const auto why = make_log_room(writer, 16U << 20)) log.warn(*why);
    // end of the example
}

void free_pages(sqlite::Connection& connection) {
    using sqlite::damage_of_free_pages;
    // example of adapters/sqlite/free_pages.hpp
    if (const auto wrong = damage_of_free_pages(connection)) throw StoreError(*wrong);
    // end of the example
}

void numbering(const sqlite::EventRow& row) {
    using sqlite::Numbering;
    // example of adapters/sqlite/numbering.hpp
    Numbering numbering;
    if (auto wrong = numbering.take(row)) fail(*wrong);  // "it is number 7 of its stream, not 6"
    numbering.give_back(row);                            // the last one taken was not written
    // end of the example
}

void owned_file(const std::string& vfs, Position position, OutcomeNumber outcome) {
    using sqlite::OwnedFile;
    // example of adapters/sqlite/owned_file.hpp
    OwnedFile file("/var/lib/hostfactory/events.db", {.vfs = vfs});  // made if missing
    use(file.id);                                                    // the store's
    file.must_reach({position, outcome});                            // what it can still read to
    throw file.damaged(position, "it is missing");
    // end of the example
}

void reader_pool(const std::filesystem::path& path, const std::string& vfs) {
    using namespace sqlite;
    // example of adapters/sqlite/reader_pool.hpp
    ReaderPool readers(path, vfs);
    auto pages = readers.with_reader([](Reader& reader) { return reader.connection.integer("PRAGMA page_count"); });
    readers.close();  // when nobody reads any more
    // end of the example
}

void verification(sqlite::OwnedFile& file, const StoreClaim::Verified& verified) {
    using namespace sqlite;
    // example of adapters/sqlite/verification.hpp
    const auto found = verify_events(file, verified);  // reads every row after `verified`
    const auto event = verified_event(file, 42);       // one row; nothing where there is none
    // end of the example
}

void sqlite_event_store(const std::vector<RecordedEvent>& events, const std::vector<CommandOutcome>& outcomes) {
    // example of adapters/sqlite/sqlite_event_store.hpp
    auto claim = SqliteEventStore::claim({.path = "/var/lib/hostfactory/events.db"});  // made if missing
    auto store = claim->open();
    store->append(events, outcomes);            // on stable storage when it returns
    auto page = store->read(41, 100, 1 << 20);  // from any thread
    // end of the example
}

void sqlite_snapshot_store() {
    // example of adapters/sqlite/sqlite_snapshot_store.hpp
    SqliteSnapshotStore snapshots("/var/lib/hostfactory/events.db.snapshot");  // made if missing
    // end of the example
}

void store_file(const std::filesystem::path& path, const std::string& vfs) {
    using namespace sqlite;
    // example of adapters/sqlite/store_file.hpp
    make_store_if_missing(path, vfs);
    Connection db(path, {.vfs = vfs});
    check_format(db, path);
    upgrade_format(db);
    // end of the example
}

void store_lock() {
    using sqlite::StoreLock;
    // example of adapters/sqlite/store_lock.hpp
    StoreLock lock("/var/lib/hostfactory/events.db");  // events.db.lock, mode 0600
    // end of the example
}

void bounded_file() {
    // example of adapters/system/bounded_file.hpp
    const auto text = read_bounded_file("/etc/site/boot.sh", 16'384);
    if (!text) fail(text.error());  // "can't read /etc/site/boot.sh: it is larger than 16384 bytes"
    // end of the example
}

void permitted_paths() {
    // example of adapters/system/permitted_paths.hpp
    const PermittedPaths paths("limits.template_paths", {"/srv/hostfactory"});
    const auto real = paths.permitted("/srv/hostfactory/../boot.sh");
    if (!real) fail(real.error());  // "it is /srv/boot.sh, which lies in none of limits.template_paths (/srv/host…)"
    // end of the example
}

void child_process(const std::string& command) {
    using namespace std::chrono_literals;
    // example of adapters/system/child_process.hpp
    const auto done = run_child({.program = "/bin/sh", .arguments = {"sh", "-c", command}}, 30s, 65'536);
    if (!done) fail(done.error());  // "took longer than 30000 ms"
    if (done->exited_with(0)) use(done->output);
    // end of the example
}

void file_system_room() {
    // example of adapters/system/file_system_room.hpp
    const FileSystemRoom room("/var/lib/hostfactory");
    show(room.free_bytes(), room.all_bytes());
    // end of the example
}

void directories() {
    // example of adapters/system/make_directories.hpp
    make_directories("/var/lib/hostfactory", 0700);  // the absolute path of a directory
    // end of the example
}

void secret() {
    // example of adapters/system/secret.hpp
    auto key = secret_of(SecretReference{"file:/etc/hostfactory/cloud.key"});
    if (!key) fail(key.error());  // key.error() says why, and reveals nothing of the secret
    // end of the example
}

void system_clock() {
    // example of adapters/system/system_clock.hpp
    SystemClock clock;
    const Timestamp decided = clock.now();
    // end of the example
}

void uuid_v7_source() {
    // example of adapters/system/uuid_v7_source.hpp
    UuidV7Source ids;
    ids.next();  // "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"
    // end of the example
}

void start_progress(StartProgress& progress) {
    // example of core/ports/start_progress.hpp
    progress.begins("checking events", 5'000'000);  // a text that lives on
    progress.comes_to(1'200'000);
    show(progress.in_words());  // "checking events: 1200000 of 5000000 (24 %)"
    // end of the example
}

void start_notice(const ServiceNotifier& systemd, StartProgress& progress) {
    const auto read = [](StartProgress&) {};
    // example of adapters/systemd/start_notice.hpp
    const StartNotice notice(systemd, [&] { return progress.in_words(); });
    read(progress);
    // end of the example
}

void journal_log() {
    // example of adapters/systemd/journal_log.hpp
    spdlog::set_default_logger(make_standard_error_logger("hostfactoryd"));
    spdlog::warn("the disk is slow");  // in the journal: PRIORITY=4, "warning: the disk is slow"
    // end of the example
}

void service_notifier() {
    const auto every = [](std::chrono::microseconds, const std::function<void()>&) {};
    // example of adapters/systemd/service_notifier.hpp
    ServiceNotifier systemd;
    systemd.ready("12 templates, 3 requests");
    if (auto interval = ServiceNotifier::watchdog_interval()) every(*interval / 2, [&] { systemd.watchdog(); });
    systemd.stopping("sending the last replies");
    // end of the example
}

void core_schema() {
    // example of adapters/yaml/core_schema.hpp
    resolve_plain("0x1f");  // Value(31)
    resolve_plain("yes");   // Value("yes")
    // end of the example
}

void yaml_source() {
    // example of adapters/yaml/yaml_source.hpp
    Configuration configuration;
    if (const auto problem = decode_yaml_file("/etc/hostfactory/hostfactoryd.yaml", configuration))
        std::cerr << in_words(*problem) << '\n';
    // /etc/hostfactory/hostfactoryd.yaml:14: query.workrs is not known here; did you mean "workers"?
    // end of the example
}

void yaml_writer(const Codec& codec, const Template& tmpl) {
    // example of adapters/yaml/yaml_writer.hpp
    YamlWriter writer(codec);  // the codec decodes encoded values (an event's data)
    write(tmpl, writer);
    std::cout << writer.text();
    // end of the example
}

void setback(const std::filesystem::path& store, Log& log) {
    using namespace sqlite;
    // example of adapters/sqlite/setback.hpp
    set_back(store, "was restored from a backup");  // durable when this returns; before the store is opened
    if (const auto what = setback_of(store); !what.empty()) log.warn("the store " + what);
    forget_setback(store);  // once a quarantine is recorded
    // end of the example
}

void host(Log& log) {
    // example of adapters/system/host_identity.hpp
    const auto host = host_identity();
    log.info("this is the host " + host.name);
    // end of the example
}

}  // namespace
}  // namespace hf
