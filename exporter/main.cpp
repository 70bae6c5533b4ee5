// hostfactory-exporter: follows the events of hostfactoryd, and serves Prometheus metrics and a live page.
#include <fmt/ranges.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "adapters/systemd/service_notifier.hpp"
#include "exporter/follower.hpp"
#include "exporter/web_server.hpp"
#include "site/signals.hpp"
#include "site/usage/usage_error.hpp"
#include "site/version.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
constexpr int exit_configuration = 78;  // EX_CONFIG, so that systemd does not restart it

constexpr auto exit_codes =
    "Exit status: 0 ended as asked, 1 failed (the log says why), 2 wrong usage, 78 wrong configuration.";

void log_to_standard_error(const std::string& level) {
    auto logger = spdlog::stderr_logger_mt("hostfactory-exporter");
    // The journal itself adds time and name to each line.
    logger->set_pattern(std::getenv("JOURNAL_STREAM") ? "%l: %v" : "%Y-%m-%dT%H:%M:%S.%e%z %l: %v");
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
    spdlog::set_level(spdlog::level::from_str(level));
}

std::string status_line(const hf::exporter::Knowledge& known) {
    const auto& standing = known.standing;
    if (!standing.up) return fmt::format("hostfactoryd does not answer; position {}", standing.position);
    if (standing.behind > 0) return fmt::format("{} events behind", standing.behind);
    return fmt::format("{} open requests, {} live machines, position {}", known.view.open_requests(),
                       known.view.live_machines(), standing.position);
}

// Runs until a signal asks it to end.
int run(const hf::SiteEndpoints& endpoints, const hf::exporter::ListenAddress& address, const hf::Signals& signals) {
    const hf::ServiceNotifier notifier;
    hf::exporter::Board board;
    const hf::exporter::WebServer server(board, address);
    const hf::exporter::Follower follower(board, hf::exporter::follow_feed(endpoints), endpoints);
    spdlog::info("listening at http://{}/", server.address().text());
    notifier.ready();
    const auto watchdog = hf::ServiceNotifier::watchdog_interval();
    const auto interval = watchdog ? std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog / 2) : 5000ms;
    while (server.running()) {
        const auto signal = signals.wait(interval);
        if (signal && *signal != SIGHUP) {
            spdlog::info("signal {}: ending", *signal);
            notifier.stopping();
            board.close();
            return EXIT_SUCCESS;
        }
        notifier.status(board.look(status_line));
        notifier.watchdog();
    }
    spdlog::error("can't accept connections any more");
    return exit_failure;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"hostfactory-exporter follows hostfactoryd's events, and serves Prometheus metrics and a live page.",
                 "hostfactory-exporter"};
    app.footer(exit_codes);
    std::string config;
    std::string listen = "127.0.0.1:9464";
    std::string level = "info";
    const std::vector<std::string> levels{"debug", "info", "warn", "error", "off"};
    app.add_option("--config", config, "the daemon's configuration file, for its endpoints")->type_name("FILE");
    app.add_option("--listen", listen, "where to answer HTTP; port 0 is any that is free")
        ->type_name("HOST:PORT")
        ->capture_default_str();
    app.add_option("--log-level", level, fmt::format("what to log: {}", fmt::join(levels, ", ")))
        ->type_name("LEVEL")
        ->check(CLI::IsMember(levels).description(""))
        ->capture_default_str();
    app.set_version_flag("--version", std::string("hostfactory-exporter ") + hf::version);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == EXIT_SUCCESS) return app.exit(e);
        for (const auto& line : hf::usage_error(app, argc, argv, e))
            std::cerr << "hostfactory-exporter: " << line << '\n';
        return exit_usage;
    }
    const auto address = hf::exporter::parse_listen_address(listen);
    if (!address) {
        std::cerr << "--listen: " << address.error() << '\n';
        return exit_usage;
    }
    const hf::Signals signals;
    try {
        const auto site = hf::find_site(config.empty() ? std::nullopt : std::optional(config));
        if (!site) {
            std::cerr << site.error() << '\n';
            return exit_configuration;
        }
        log_to_standard_error(level);
        spdlog::info("following the daemon of {}", site->source);
        return run(site->endpoints, *address, signals);
    } catch (const std::exception& e) {
        std::cerr << "hostfactory-exporter: " << e.what() << '\n';
        return exit_failure;
    }
}
