#include "adapters/sqlite/restoration.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <system_error>

#include "adapters/sqlite/connection.hpp"
#include "adapters/sqlite/file_failure.hpp"
#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/log_scan.hpp"
#include "adapters/sqlite/seal.hpp"
#include "adapters/sqlite/setback.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "adapters/system/copied_file.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "adapters/system/sync_directory.hpp"
#include "adapters/system/system_clock.hpp"
#include "core/messages/rfc3339.hpp"

namespace hf::sqlite {
namespace {

bool is_there(const std::filesystem::path& path) {
    struct stat there {};
    return ::lstat(path.c_str(), &there) == 0;
}

bool has_bytes(const std::filesystem::path& path) {
    std::error_code none;
    const auto size = std::filesystem::file_size(path, none);
    return !none && size > 0;
}

// Root's files in the directory of the daemon's user would keep the daemon out.
void must_be_the_owner_of(const std::filesystem::path& directory) {
    struct stat there {};
    if (::stat(directory.c_str(), &there) != 0) throw failure_of(directory, "look");
    if (::geteuid() == 0 && there.st_uid != 0)
        throw StoreError(
            fmt::format("{} belongs to another user, whose daemon could not open what root makes there; run this as "
                        "that user: runuser -u \"$(stat -c %U {})\" -- …",
                        directory.string(), directory.string()));
}

std::filesystem::path place_for(const std::filesystem::path& store) {
    auto name = prepared_name(store);
    must_be_the_owner_of(name.parent_path());
    return name;
}

void sync_names_in(const std::filesystem::path& directory) {
    if (!sync_directory(directory)) throw failure_of(directory, "sync");
}

}  // namespace

Restoration::Restoration(Options options)
    : options_(std::move(options)),
      store_(place_for(options_.store)),
      unfinished_(store_.string() + ".restoring"),
      lock_(store_) {
    refuse_what_is_there();
}

Restoration::~Restoration() { remove_unfinished(); }

// SQLite would take the journal or the log of an earlier attempt, which was ended, for the copy's own.
void Restoration::remove_unfinished() const {
    for (const auto* ending : {"", "-journal", "-wal", "-shm"}) ::unlink((unfinished_.string() + ending).c_str());
}

void Restoration::refuse_what_is_there() const {
    std::error_code none;
    // A log is beside the file that a link leads to.
    if (has_bytes(log_of(std::filesystem::weakly_canonical(options_.backup, none))))
        throw StoreError(
            fmt::format("{} has a write-ahead log beside it, so it is a store in use and no backup: make one of it by "
                        "hostfactoryctl store backup",
                        options_.backup.string()));
    if (std::filesystem::equivalent(options_.backup, store_, none))
        throw StoreError(fmt::format("{} is the store itself", options_.backup.string()));
    if (options_.move_aside) return;
    for (const auto& there : {store_, log_of(store_)})
        if (is_there(there) && (there == store_ || has_bytes(there)))
            throw StoreError(
                fmt::format("{} is there already, and is not replaced; with --move-aside it is kept under another name",
                            there.string()));
}

void Restoration::step(const std::string& what) const {
    if (options_.step) options_.step(what);
}

CheckedStore Restoration::copy(const StoreCheckOptions& checks) {
    remove_unfinished();
    step(fmt::format("copying {}", options_.backup.string()));
    if (const auto wrong = copy_file_whole(options_.backup, unfinished_)) throw StoreError(*wrong);
    step("looking at all of the copy");
    auto checked = check_store(unfinished_, checks);
    if (checked.whole()) {
        unseal();
        checked_ = checked;
    }
    return checked;
}

// A store grows, so it has no seal.
void Restoration::unseal() {
    {
        Connection copy(unfinished_, {});
        // One that was copied from a closed store would get a log beside it.
        copy.execute("PRAGMA journal_mode = DELETE");
        copy.execute("PRAGMA journal_mode = MEMORY");
        // The seal is looked for among the file's bytes, so none of its own may stay.
        copy.execute("PRAGMA secure_delete = ON");
        copy.execute(fmt::format("DELETE FROM meta WHERE key = '{}'", seal_key).c_str());
    }
    const FileDescriptor file(::open(unfinished_.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file || ::fsync(file.get()) != 0) throw failure_of(unfinished_, "sync");
}

const std::filesystem::path& Restoration::aside() {
    if (!aside_.empty()) return aside_;
    auto time = rfc3339(SystemClock().now());
    std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == '.'; });
    auto name = std::filesystem::path(fmt::format("{}.before-{}", store_.string(), time));
    if (::mkdir(name.c_str(), 0700) != 0) throw failure_of(name, "create directory");
    aside_ = std::move(name);
    sync_names_in(store_.parent_path());
    return aside_;
}

void Restoration::move_aside(const std::string& ending) {
    const auto from = std::filesystem::path(store_.string() + ending);
    if (!is_there(from)) return;
    const auto to = aside() / from.filename();
    step(fmt::format("moving {} to {}", from.string(), to.string()));
    if (::rename(from.c_str(), to.c_str()) != 0) throw failure_of(from, "move");
}

// The head file stays where it is until the end, as a copy: as long as it says that a store was here, no start makes a
// new one. The store goes before its log, since a store without its log would look as if it had ended earlier.
void Restoration::clear_place() {
    const auto head = HeadFile::beside(store_);
    if (!HeadFile::look(store_)) note_head();
    if (is_there(head) && is_there(store_)) {
        step(fmt::format("keeping {}", head.string()));
        if (const auto wrong = copy_file_whole(head, aside() / head.filename())) throw StoreError(*wrong);
    }
    for (const auto* ending : {"", "-wal", "-shm", "-journal", ".snapshot", ".snapshot-wal", ".snapshot-shm",
                               ".snapshot-journal", ".restored"})
        move_aside(ending);
    if (has_moved_anything()) sync_names_in(aside());
    sync_names_in(store_.parent_path());
}

void Restoration::note_head() {
    if (!checked_) throw StoreError("a backup that was not checked is not put in a store's place");
    step(fmt::format("noting in {} where the backup ends", HeadFile::beside(store_).string()));
    HeadFile(store_, checked_->id).begin_anew({checked_->extent.head, checked_->extent.last_outcome});
}

void Restoration::put_in_place() {
    note_head();
    // Before the store is there: a start must not take it for one that has been at work all the time.
    set_back(store_, fmt::format("was restored from {}", std::filesystem::absolute(options_.backup).string()));
    step(fmt::format("making the copy {}", store_.string()));
    if (::rename(unfinished_.c_str(), store_.c_str()) != 0) throw failure_of(store_, "create");
    sync_names_in(store_.parent_path());
    step("");
}

}  // namespace hf::sqlite
