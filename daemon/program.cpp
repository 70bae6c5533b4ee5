#include "daemon/program.hpp"

#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <optional>

#include "adapters/system/file_system_room.hpp"
#include "adapters/systemd/journal_log.hpp"
#include "adapters/systemd/service_notifier.hpp"
#include "adapters/systemd/start_notice.hpp"
#include "adapters/zeromq/reads/cut_reads.hpp"
#include "daemon/configuration.hpp"
#include "daemon/daemon.hpp"
#include "daemon/reference.hpp"
#include "daemon/room_at_start.hpp"
#include "daemon/spdlog_log.hpp"
#include "daemon/store_care.hpp"
#include "site/private_directory.hpp"
#include "site/signals.hpp"
#include "site/usage/usage_error.hpp"
#include "site/version.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

constexpr int exit_failure = 1;

constexpr auto exit_codes =
    "Exit status: 0 ended as asked, 1 failed (the log says why), 2 wrong usage, 3 the store or backup that was looked "
    "at "
    "is damaged, 78 wrong configuration.";

void say_error(const std::string& what) { std::cerr << as_error(what) << '\n'; }

int tell_wrong_configuration(const std::string& what) {
    say_error(what);
    return exit_configuration;
}

void log_to_standard_error(LogLevel level) {
    spdlog::set_default_logger(make_standard_error_logger("hostfactoryd"));
    spdlog::set_level(level == LogLevel::off ? spdlog::level::off
                                             : spdlog::level::from_str(std::string(name_of(level))));
}

// Each connection takes a descriptor, and libzmq ends the process when it runs out of them.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// False only where the program was not linked as it should be.
void look_whether_reads_are_cut() {
    if (zeromq::cuts_reads()) return;
    spdlog::warn(
        "libzmq reads by itself, so any client can end the daemon by a fault of libzmq 4.3.4 (ADR 48): recv must be a "
        "dynamic symbol of hostfactoryd");
}

// The server's secret key is in this process's memory. The programs that it starts are not concerned.
void leave_no_core_dump() { ::prctl(PR_SET_DUMPABLE, 0); }

// Each of these is a run of its own, which starts no daemon.
void add_care(CLI::App& app, StoreCare& care) {
    auto* verify = app.add_option("--verify-store", care.verify,
                                  "look at all of a store or a backup, say what is damaged, and end");
    auto* restore = app.add_option("--restore", care.restore,
                                   "put a backup in the place of the configured store, where there is none, and end");
    auto* aside =
        app.add_flag("--move-aside", care.move_aside, "with --restore: keep a store that is there under another name");
    auto* out = app.add_option("--export", care.export_from,
                               "print all events of a store or a backup as lines of JSON, and end");
    auto* in =
        app.add_option("--import", care.import_to, "make a store's file of such lines, from standard input, and end");
    // An empty name, of a variable that is not set, must not start a daemon.
    const auto named = [](const std::string& file) { return std::string(file.empty() ? "must name a file" : ""); };
    for (auto* option : {verify, restore, out, in}) option->type_name("FILE")->check(named, "");
    aside->needs(restore);
    verify->excludes(restore)->excludes(out)->excludes(in);
    restore->excludes(out)->excludes(in);
    out->excludes(in);
}

// What a start has come to that takes long, for systemd; and now and then for the log.
std::string told(const StartProgress& progress) {
    static constexpr int notices_per_line = 6;
    static int notices = 0;
    auto words = progress.in_words();
    if (notices++ % notices_per_line == 0) spdlog::info("the start takes long: {}", words);
    return words;
}

// False: a signal has asked it to end.
bool has_room(const StoreSettings& store, const ServiceNotifier& notifier, const Signals& signals) {
    const FileSystemRoom disk(store.directory());
    SpdlogLog log;
    return wait_for_room(
        disk, store.min_free_bytes, log, [&](const std::string& status) { notifier.starting(30s, status); },
        [&] { return signals.wait(1s).value_or(SIGHUP) == SIGHUP; });
}

// Until a signal asks it to end.
int run(Daemon& daemon, ServiceNotifier& notifier, const Signals& signals) {
    daemon.start();
    notifier.ready(daemon.status_line());
    const auto watchdog = notifier.watchdog_interval();
    const auto interval = watchdog ? std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog / 2) : 5000ms;
    while (true) {
        const auto signal = signals.wait(interval);
        if (signal == SIGHUP) {
            daemon.reload();
        } else if (signal) {
            spdlog::info("signal {}: finishing what was accepted", *signal);
            break;
        }
        notifier.status(daemon.status_line());
        notifier.watchdog();
    }
    notifier.stopping();
    daemon.stop();
    spdlog::info("ended");
    return daemon.failed() ? exit_failure : EXIT_SUCCESS;
}

int start(const Configuration& configuration, const StoreWord& word, const Signals& signals) {
    raise_descriptor_limit();
    look_whether_reads_are_cut();
    if (configuration.security) leave_no_core_dump();
    ServiceNotifier notifier;
    if (!has_room(configuration.store, notifier, signals)) return EXIT_SUCCESS;
    StartProgress progress;
    std::optional<StartNotice> notice(std::in_place, notifier, [&progress] { return told(progress); });
    Daemon daemon(configuration, word, &progress);
    notice.reset();
    return run(daemon, notifier, signals);
}

}  // namespace

int run_program(int count, char** words) {
    CLI::App app{"hostfactoryd provisions compute machines on demand for schedulers.", "hostfactoryd"};
    app.footer(exit_codes);
    std::string file;
    bool check = false;
    bool reference = false;
    StoreWord word;
    app.add_option(
           "--config", file,
           "configuration file; without it the user's own (root's is " + installed_configuration() + "), or a default")
        ->envname("HOSTFACTORY_CONFIG");
    app.add_flag("--check-config", check, "read the configuration, say whether it is good, and end");
    app.add_flag("--accept-loss", word.accept_loss,
                 "go on although the store has lost events that were acknowledged; a start that is refused for that "
                 "says which, and names this option");
    app.add_flag(
        "--moved", word.moved,
        "the store was moved to this host, or put back, and is at work here from now on: machines are launched "
        "and ended at once, without a quarantine; no other daemon may be at work with a copy of it");
    StoreCare care;
    add_care(app, care);
    app.add_flag("--reference", reference, "print the reference of the protocol in Markdown, and end");
    app.set_version_flag("--version", std::string("hostfactoryd ") + version);
    try {
        app.parse(count, words);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == EXIT_SUCCESS) return app.exit(e);
        for (const auto& line : usage_error(app, count, words, e)) say_error("hostfactoryd: " + line);
        return 2;
    }
    if (reference) {
        std::cout << protocol_reference();
        return EXIT_SUCCESS;
    }

    try {
        if (care.asked()) return take_care(care, file);
        const Signals signals;
        const auto found = find_configuration(file);
        if (!found) return tell_wrong_configuration(found.error());
        if (check) {
            std::cout << found->source << ": good\n";
            return EXIT_SUCCESS;
        }
        if (found->private_sockets)
            if (const auto fault = make_private_directory(*found->private_sockets, ::geteuid()))
                return tell_wrong_configuration(*fault);
        log_to_standard_error(found->configuration.log.level);
        spdlog::info("configuration: {}", found->source);
        return start(found->configuration, word, signals);
    } catch (const std::exception& e) {
        say_error(std::string("hostfactoryd: ") + e.what());
        return exit_failure;
    }
}

}  // namespace hf
