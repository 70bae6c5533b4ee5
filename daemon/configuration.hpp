// Configuration: what a site may set. Declared like a message, so unknown keys,
// wrong types and missing values are reported with file, line and a hint.
//
//     auto configuration = load_configuration("/etc/hostfactory/hostfactoryd.yaml");
//     if (!configuration) std::cerr << configuration.error();   // "file:14: query.workrs is not known here; …"
//
// A configuration that loads can start, as far as that is known without touching anything: whether
// an address is free and the store is sound turns out at the start.
#pragma once

#include <filesystem>
#include <tl/expected.hpp>

#include "core/access/client_settings.hpp"
#include "core/access/plugin_settings.hpp"
#include "core/domain/rules/limits.hpp"
#include "core/domain/values/identifiers.hpp"
#include "core/domain/values/unknown_machines.hpp"
#include "daemon/endpoints.hpp"
#include "daemon/security_settings.hpp"
#include "site/default_paths.hpp"

namespace hf {

struct RetentionSettings {
    std::optional<std::uint64_t> events;
    std::optional<std::uint32_t> days;
    std::uint64_t segment_events = 100'000;

    static constexpr auto describe = message(
        "retention", "Which events are moved into the archive; one goes when any of these says so.",
        field<&RetentionSettings::events>("events", "how many stay in the store").at_least(1),
        field<&RetentionSettings::days>("days", "how many days they stay in the store").between(1, 36'500),
        field<&RetentionSettings::segment_events>("segment_events", "how many go into one file of the archive at least")
            .optional()
            .at_least(1));
};

struct StoreSettings {
    std::string path;
    std::uint64_t snapshot_events = 50'000;
    std::uint32_t scrub_hours = 24;
    std::uint32_t remembered_hours = 168;
    std::uint64_t min_free_bytes = std::uint64_t{128} << 20;
    std::optional<RetentionSettings> retention;

    // What is kept beside the store: where it really is, if the path leads there through a symbolic link.
    [[nodiscard]] std::string snapshot_path() const;
    [[nodiscard]] std::string archive_path() const;
    // The absolute path, for programs that look at the disk below it.
    [[nodiscard]] std::string directory() const;

    static constexpr auto describe = message(
        "store", "Where the events are kept.",
        field<&StoreSettings::path>("path", "the database file; its directory is made if it is missing")
            .between(1, 4096),
        field<&StoreSettings::snapshot_events>("snapshot_events",
                                               "after how many events the next snapshot is written beside it, so that "
                                               "a start is quick; 0: never")
            .optional()
            .at_least(0),
        field<&StoreSettings::scrub_hours>("scrub_hours",
                                           "after how many hours all of the store is read again, in the background, to "
                                           "look for damage; 0: never")
            .optional()
            .between(0, 8760),
        field<&StoreSettings::remembered_hours>("remembered_hours",
                                                "how many hours the outcome of a command is kept at most, for repeated "
                                                "ones (limits.remembered_commands)")
            .optional()
            .between(1, 87'600),
        field<&StoreSettings::min_free_bytes>("min_free_bytes",
                                              "with less room than this on its disk, new commands are refused as busy, "
                                              "so that what is under way can still be recorded; 0: never")
            .optional()
            .at_least(0),
        field<&StoreSettings::retention>("retention", "without it, all events stay in the store for ever"));
};

struct QuerySettings {
    std::uint32_t workers = 1;

    static constexpr auto describe =
        message("query", "How queries are answered.",
                field<&QuerySettings::workers>("workers", "threads; with 1 the socket's own thread answers in place")
                    .optional()
                    .between(1, 64));
};

struct FeedSettings {
    std::uint32_t heartbeat_ms = 1000;

    static constexpr auto describe =
        message("feed", "How events are published.",
                field<&FeedSettings::heartbeat_ms>("heartbeat_ms", "how often the positions are published")
                    .optional()
                    .between(10, 60'000));
};

struct PeerSettings {
    std::uint32_t keepalive_s = 30;

    static constexpr auto describe =
        message("peers", "How connections are noticed whose peer is gone without a word.",
                field<&PeerSettings::keepalive_s>("keepalive_s",
                                                  "after so many seconds of silence TCP asks the peer's host, and ends "
                                                  "the connection if that is gone as long again")
                    .optional()
                    .between(1, 7200));
};

enum class LogLevel : std::uint8_t { trace, debug, info, warn, error, off };
constexpr auto names_of(LogLevel) {
    return std::to_array<std::string_view>({"trace", "debug", "info", "warn", "error", "off"});
}

struct LogSettings {
    LogLevel level = LogLevel::info;

    static constexpr auto describe =
        message("log", "What is logged, to standard error.",
                field<&LogSettings::level>("level", "the least that is logged").optional());
};

struct AuditSettings {
    std::string path;
    std::uint32_t megabytes = 1024;

    static constexpr auto describe =
        message("audit", "What was commanded, by whom, and what became of it.",
                field<&AuditSettings::path>("path",
                                            "the file that a line of JSON per command is appended to; its "
                                            "directory is made if it is missing")
                    .between(1, 4096),
                field<&AuditSettings::megabytes>("megabytes",
                                                 "how long it may get before it is moved to <path>.older and begun "
                                                 "anew; 0: it may grow for ever")
                    .optional()
                    .between(0, 1'000'000));
};

// What its type says of the rest is checked by the type.
struct ProviderSettings {
    ProviderName name;
    std::string type;
    ValueMap config;  // complete: with the defaults of its type

    static constexpr auto describe =
        message("provider", "A source of machines.", field<&ProviderSettings::name>("name", "what templates call it"),
                field<&ProviderSettings::type>("type", "which kind of source"));
};

struct Configuration {
    Endpoints endpoints;
    StoreSettings store;
    std::uint32_t workers = 2;
    QuerySettings query;
    Limits limits;
    FeedSettings feed;
    PeerSettings peers;
    LogSettings log;
    std::optional<AuditSettings> audit;
    std::optional<SecuritySettings> security;
    std::optional<ClientSettings> client;
    UnknownMachinePolicy unknown_machines = UnknownMachinePolicy::report;
    PluginSettings plugin;
    std::vector<ValueMap> provider_entries;   // as the file has them
    std::vector<ProviderSettings> providers;  // made of them by load_configuration()

    static constexpr auto describe = message(
        "configuration", "What a site may set.",
        field<&Configuration::endpoints>("endpoints", "where the daemon listens"),
        field<&Configuration::store>("store", "where the events are kept"),
        field<&Configuration::workers>("workers", "threads that decode and decide commands").optional().between(1, 64),
        field<&Configuration::query>("query", "how queries are answered").optional(),
        field<&Configuration::limits>("limits", "how much one client may ask").optional(),
        field<&Configuration::feed>("feed", "how events are published").optional(),
        field<&Configuration::peers>("peers", "how peers are noticed that are gone").optional(),
        field<&Configuration::log>("log", "what is logged").optional(),
        field<&Configuration::audit>("audit", "the audit log; without it there is none"),
        field<&Configuration::security>("security", "how the daemon knows who connects"),
        field<&Configuration::client>("client", "what this host's clients connect with; the daemon needs it not"),
        field<&Configuration::unknown_machines>("unknown_machines",
                                                "what becomes of machines that a scheduler has and that are not "
                                                "recorded here, as after a new store was begun: "
                                                "it keeps them, and they are only reported; or it is to return them")
            .optional(),
        field<&Configuration::plugin>("plugin", "for the Host Factory plug-in; the daemon needs it not").optional(),
        field<&Configuration::provider_entries>("providers", "the sources of machines").between(1, 1000));
};

// The errors are texts for people, with file and line where there is one.
tl::expected<Configuration, std::string> load_configuration(const std::filesystem::path& file);

struct FoundConfiguration {
    Configuration configuration;
    std::string source;                          // the file, or words for none
    std::optional<std::string> private_sockets;  // their directory, for make_private_directory() before the start
};

// Finds the daemon's configuration. `file` "" means that none was named: then it is the user's own if
// there is one, where his clients look as well (find_site()); root's is the system's. Without that it is
// sockets in the user's runtime directory, the store in the data directory, and one `process`
// provider. Makes nothing.
tl::expected<FoundConfiguration, std::string> find_configuration(
    const std::string& file, const Environment& environment = Environment::of_this_process());

}  // namespace hf
