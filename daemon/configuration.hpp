// Configuration: what a site may set. Declared like a message, so unknown keys,
// wrong types and missing values are told with file, line and a hint.
//
//     auto configuration = load_configuration("/etc/hostfactory/hostfactoryd.yaml");
//     if (!configuration) std::cerr << configuration.error();   // "file:14: query.workrs is not known here; …"
#pragma once

#include <filesystem>
#include <tl/expected.hpp>

#include "core/bus/limits.hpp"
#include "core/domain/identifiers.hpp"
#include "core/provisioning/lane_settings.hpp"

namespace hf {

struct Endpoints {
    std::string commands;
    std::string queries;
    std::string events;

    static constexpr auto describe =
        message("endpoints", "Where the daemon listens: ipc:// or tcp:// addresses of ZeroMQ.",
                field<&Endpoints::commands>("commands", "where commands are taken (ROUTER)").between(1, 256),
                field<&Endpoints::queries>("queries", "where queries are answered (REP)").between(1, 256),
                field<&Endpoints::events>("events", "where events are published (PUB)").between(1, 256));
};

struct StoreSettings {
    std::string path;

    static constexpr auto describe =
        message("store", "Where the events are kept.",
                field<&StoreSettings::path>("path", "the database file; its directory is made if it is missing")
                    .between(1, 4096));
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
                field<&FeedSettings::heartbeat_ms>("heartbeat_ms", "how often the positions are told")
                    .optional()
                    .between(10, 60'000));
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

enum class ProviderType : std::uint8_t { process };
constexpr auto names_of(ProviderType) { return std::to_array<std::string_view>({"process"}); }

struct ProviderSettings {
    ProviderName name;
    ProviderType type{};
    LaneSettings lane;
    std::string directory;
    std::uint32_t grace_s = 10;
    std::optional<std::string> keeper;

    static constexpr auto describe =
        message("provider", "A source of machines.", field<&ProviderSettings::name>("name", "what templates call it"),
                field<&ProviderSettings::type>("type", "which kind of source"), flat<&ProviderSettings::lane>(),
                field<&ProviderSettings::directory>("directory", "process: where machines have their directories")
                    .between(1, 4096),
                field<&ProviderSettings::grace_s>("grace_s", "process: seconds between SIGTERM and SIGKILL")
                    .optional()
                    .between(0, 3600),
                field<&ProviderSettings::keeper>(
                    "keeper", "process: the program that keeps a machine; found beside the daemon by itself"));
};

struct Configuration {
    Endpoints endpoints;
    StoreSettings store;
    std::uint32_t workers = 2;
    QuerySettings query;
    Limits limits;
    FeedSettings feed;
    LogSettings log;
    std::vector<ProviderSettings> providers;

    static constexpr auto describe = message(
        "configuration", "What a site may set.",
        field<&Configuration::endpoints>("endpoints", "where the daemon listens"),
        field<&Configuration::store>("store", "where the events are kept"),
        field<&Configuration::workers>("workers", "threads that decode and decide commands").optional().between(1, 64),
        field<&Configuration::query>("query", "how queries are answered").optional(),
        field<&Configuration::limits>("limits", "how much one client may ask").optional(),
        field<&Configuration::feed>("feed", "how events are published").optional(),
        field<&Configuration::log>("log", "what is logged").optional(),
        field<&Configuration::providers>("providers", "the sources of machines").between(1, 1000));
};

// The error is a text for people, with file and line.
tl::expected<Configuration, std::string> load_configuration(const std::filesystem::path& file);

// Without any file: sockets in the user's runtime directory, the store in the data
// directory, one `process` provider. The directories are made.
Configuration per_user_configuration();

}  // namespace hf
