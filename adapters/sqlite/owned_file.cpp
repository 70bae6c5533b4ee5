#include "adapters/sqlite/owned_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapters/sqlite/seal.hpp"
#include "adapters/sqlite/setback.hpp"
#include "adapters/sqlite/store_file.hpp"

namespace hf::sqlite {
namespace {

const std::filesystem::path& made(const std::filesystem::path& path, const OwnedFile::Options& options) {
    make_store_if_missing(path, options.vfs, options.accept_loss);
    return path;
}

std::optional<LogDamage> damage_of_log(const std::filesystem::path& path) {
    if (!std::filesystem::exists(path)) return std::nullopt;
    return find_damage(path);
}

SyncedHead readable_head(Connection& connection) {
    return {static_cast<Position>(connection.integer("SELECT max(position) FROM events")),
            static_cast<OutcomeNumber>(connection.integer("SELECT max(number) FROM outcomes"))};
}

constexpr std::string_view remedy =
    "Restore a newer copy of the store, or start hostfactoryd once with --accept-loss to go on without them";

}  // namespace

OwnedFile::OwnedFile(const std::filesystem::path& name, const Options& the_options)
    : path(prepared_name(name)),
      options(the_options),
      lock(path),
      log_damage(damage_of_log(path)),
      writer(made(path, options), {.vfs = vfs}) {
    check_format(writer, path);
    if (writer.text("PRAGMA journal_mode = WAL") != "wal")
        throw StoreError(fmt::format("{}: this file system can't hold a write-ahead log", path.string()));
    id = writer.text("SELECT value FROM meta WHERE key = 'store_id'");
    if (id.empty()) throw StoreError(fmt::format("{} is damaged: it has no id", path.string()));
    readable = readable_head(writer);
    head.emplace(path, id);
    must_be_the_store_of_its_head();
    must_have_its_log();
    must_reach(readable);
    upgrade();
}

StoreDamaged OwnedFile::damaged(Position position, std::string_view how) const {
    return {fmt::format("{} is damaged at position {}: {}; restore it from a backup", path.string(), position, how),
            position};
}

StoreDamaged OwnedFile::damaged_outcome(OutcomeNumber number, std::string_view how) const {
    return {
        fmt::format("{} is damaged at command outcome {}: {}; restore it from a backup", path.string(), number, how),
        number};
}

void OwnedFile::warn(const std::string& what) const {
    if (options.log) options.log->warn(what);
}

void OwnedFile::accept(const std::string& loss) const {
    warn(fmt::format("accepted: {}", loss));
    set_back(path, "has lost events that were acknowledged (--accept-loss)");
}

// Called once it is known that nothing is lost, so that a store which is refused for a loss stays as it was. Its rows
// are verified later, since they are read with today's columns.
void OwnedFile::upgrade() {
    if (upgrade_format(writer) && options.log)
        options.log->info(fmt::format("{} has format {} from now on; older releases of hostfactory refuse it",
                                      path.string(), format_version));
}

void OwnedFile::must_be_the_store_of_its_head() {
    const auto file = HeadFile::beside(path).string();
    if (head->was_damaged())
        warn(fmt::format("{} was damaged and is made anew: whether the newest events are in the store is not known",
                         file));
    // A store that had its head file says so, since one of an older release had none.
    const bool had_one = writer.integer("SELECT count(*) FROM meta WHERE key = 'head_file'") > 0;
    if (had_one && !head->found() && !head->other_store() && !head->was_damaged())
        warn(fmt::format("{} was missing and is made anew: whether the newest events are in the store is not known",
                         file));
    if (!head->other_store()) return;
    if (!options.accept_loss)
        throw StoreError(fmt::format(
            "{} is the store {}, and {} was written for the store {}: another store stands in its place. Put the right "
            "one there, or start hostfactoryd once with --accept-loss to go on with this one",
            path.string(), id, file, *head->other_store()));
    warn(fmt::format("{} was written for the store {}, and is made anew for the store {}", file, *head->other_store(),
                     id));
    set_back(path, "stands in the place of another store (--accept-loss)");
    head->begin_anew({});
}

void OwnedFile::note_head(const SyncedHead& verified) {
    head->note(verified);
    head->sync();
    writer.execute("INSERT OR IGNORE INTO meta VALUES ('head_file', 1)");
    // A backup that was copied to a store's place changes from now on.
    writer.execute(fmt::format("DELETE FROM meta WHERE key = '{}'", seal_key).c_str());
}

void OwnedFile::must_have_its_log() {
    if (!log_damage) return;
    const auto known = head->found() ? std::max(head->found()->position, readable.position) : readable.position;
    const auto what = fmt::format(
        "{} is damaged at byte {} (frame {} of {}), and what stands behind was acknowledged: the store can be read "
        "up to event {}; it had come to event {} at least, and what came after is lost",
        log_of(path).string(), log_damage->offset, log_damage->frame, log_damage->frames, readable.position, known);
    if (!options.accept_loss) throw StoreError(fmt::format("{}. {}", what, remedy));
    accept(what);
}

std::string OwnedFile::loss(const SyncedHead& end) const {
    const auto& known = *head->found();
    if (known.position > end.position)
        return fmt::format("{} ends at event {}, and had come to event {}: the events {} to {} are lost", path.string(),
                           end.position, known.position, end.position + 1, known.position);
    return fmt::format("{} ends at command outcome {}, and had come to outcome {}: those between are lost",
                       path.string(), end.outcome, known.outcome);
}

void OwnedFile::must_have_come_to(Position position) const {
    if (position <= readable.position) return;
    const auto what = fmt::format("{} ends at event {}, and its snapshot at event {}: the events {} to {} are lost",
                                  path.string(), readable.position, position, readable.position + 1, position);
    if (!options.accept_loss) throw StoreError(fmt::format("{}. {}", what, remedy));
    accept(what);
}

void OwnedFile::must_reach(const SyncedHead& end) {
    const auto& known = head->found();
    if (!known || (known->position <= end.position && known->outcome <= end.outcome)) return;
    if (!options.accept_loss) throw StoreError(fmt::format("{}. {}", loss(end), remedy));
    accept(loss(end));
    head->begin_anew(end);
}

}  // namespace hf::sqlite
