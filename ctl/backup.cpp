#include "ctl/backup.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "adapters/archive/archive_copy.hpp"
#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/last_backup.hpp"
#include "adapters/system/system_clock.hpp"
#include "client/site.hpp"
#include "ctl/changing_line.hpp"
#include "ctl/output.hpp"

namespace hf::ctl {
namespace {

using sqlite::Backup;
using sqlite::CheckedStore;

struct StoreBackupOptions {
    std::string file;
    std::string store;
    bool check = false;
    bool replace = false;
    double megabytes_per_second = 32;
};

tl::expected<std::string, std::string> store_of(const StoreBackupOptions& options, const GlobalOptions& global) {
    if (!options.store.empty()) return options.store;
    const auto site = find_site(global.config.empty() ? std::nullopt : std::optional(global.config));
    if (!site) return tl::make_unexpected(site.error());
    if (!site->store.starts_with('/'))
        return tl::make_unexpected(fmt::format(
            "{} does not say by an absolute store.path where the store is; name it by --store", site->source));
    return site->store;
}

// The path of a file that this process may not read, with the directories above it.
std::optional<std::string> why_unreadable(const std::string& store) {
    if (::access(store.c_str(), R_OK) == 0 || errno != EACCES) return std::nullopt;
    return fmt::format(
        "{}: permission denied; the store is open to the daemon's own user alone, so run this as that user: "
        "runuser -u hostfactory -- hostfactoryctl store backup FILE",
        store);
}

std::string beside(const std::string& store, std::string_view ending) {
    std::error_code none;
    const auto real = std::filesystem::weakly_canonical(store, none);
    return fmt::format("{}{}", none ? store : real.string(), ending);
}

// As the daemon looks for it: earlier releases made it beside a link.
std::string archive_of(const std::string& store) {
    auto archive = beside(store, ".archive");
    std::error_code none;
    return !std::filesystem::exists(archive, none) && std::filesystem::exists(store + ".archive", none)
               ? store + ".archive"
               : archive;
}

std::string shown(const Backup& backup, const StoreBackupOptions& options, std::size_t segments) {
    const auto& has = backup.extent();
    auto text = fmt::format("{}: events {} to {}, command outcomes {} to {}", options.file, has.first, has.head,
                            has.first_outcome, has.last_outcome);
    if (segments > 0) text += fmt::format("; {} more files of the archive in {}.archive", segments, options.file);
    return text + (options.check ? "; all of it was read again and is whole\n" : "\n");
}

void show_progress(ChangingLine& line, std::uint64_t done, std::uint64_t all) {
    const auto percent = all == 0 ? 100 : 100 * done / all;
    // A log gets a line for each tenth, a terminal one that changes.
    if (line.is_terminal() || percent % 10 == 0) line.show(fmt::format("{} % of {} rows", percent, all));
}

ExitStatus make_backup(const StoreBackupOptions& options, const std::string& store) {
    ChangingLine line;
    const auto rate = options.megabytes_per_second * 1e6;
    Backup backup({.store = store,
                   .file = options.file,
                   .replace = options.replace,
                   .bytes_per_second = static_cast<std::uint64_t>(rate),
                   .progress = [&](auto done, auto all) { show_progress(line, done, all); }});
    backup.copy();
    // After the copy, so that the archive has what was pruned from the store until then.
    const auto segments = archive::copy_archive(archive_of(store), options.file + ".archive", backup.extent().head);
    if (options.check) {
        line.show("reading all of it again");
        const auto checked = backup.check();
        line.clear();
        for (const auto& damage : checked.damages) say(sqlite::in_words(damage));
        if (!checked.whole() || checked.extent != backup.extent()) {
            say(
                fmt::format("{}: what was written is not what was read; the disk can't be trusted, and the backup was "
                            "not kept",
                            options.file));
            return ExitStatus::refused;
        }
    }
    backup.publish();
    line.clear();
    if (options.check)
        sqlite::note_last_backup(store, {.time = SystemClock().now(),
                                         .position = backup.extent().head,
                                         .outcome = backup.extent().last_outcome,
                                         .file = std::filesystem::absolute(options.file).string()});
    print(shown(backup, options, segments));
    return ExitStatus::ok;
}

ExitStatus run_backup(const StoreBackupOptions& options, const GlobalOptions& global) {
    const auto store = store_of(options, global);
    if (!store) return tell_usage(store.error());
    if (const auto denied = why_unreadable(*store)) return tell_usage(*denied);
    try {
        return make_backup(options, *store);
    } catch (const std::exception& failure) {
        say(failure.what());
        return ExitStatus::refused;
    }
}

}  // namespace

void add_backup(CommandLine& line) {
    const auto options = std::make_shared<StoreBackupOptions>();
    auto& app = line.add("store", "backup",
                         "Copies the daemon's store to a file while the daemon works: all events and command outcomes "
                         "up to one moment, and the archive to FILE.archive. Reads the store at the daemon's host, as "
                         "the daemon's user or root; the daemon need not run. FILE appears once it is whole. "
                         "hostfactoryd --verify-store checks it, hostfactoryd --restore puts it in the store's place.");
    line.offer(*app.add_option("FILE", options->file, "what the backup is called")->required(), {.files = true});
    app.add_flag("--check", options->check,
                 "read all of the copy again before it gets its name, and note the time of a good backup in "
                 "<store>.backup");
    app.add_flag("--replace", options->replace, "replace an earlier backup of this name, once the new one is whole");
    auto* store = app.add_option("--store", options->store, "the store; without it, store.path of the configuration");
    line.offer(*store->type_name("FILE"), {.files = true});
    app.add_option("--megabytes-per-second", options->megabytes_per_second,
                   "how fast it may copy; 0: as fast as it goes")
        ->type_name("NUMBER")
        ->check(CLI::Range(0.0, 1e6).description(""))
        ->capture_default_str();
    line.does(app, [options](Connection& connection) { return run_backup(*options, connection.global()); });
}

}  // namespace hf::ctl
