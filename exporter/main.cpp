// hostfactory-exporter: follows the events of hostfactoryd, and serves Prometheus metrics and a live page.
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "adapters/systemd/journal_log.hpp"
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

struct Options {
    std::string config;
    std::string listen = "127.0.0.1:9464";
    std::string level = "info";
    hf::exporter::Protection protection;
};

// CLI11 by itself takes an empty name for no option at all, and so everybody would be answered.
void add_file(CLI::App& app, const std::string& option, std::optional<std::string>& file, const std::string& help) {
    app.add_option_function<std::string>(
           option, [&file](const std::string& name) { file = name; }, help)
        ->type_name("FILE");
}

void declare(CLI::App& app, Options& options) {
    const std::vector<std::string> levels{"debug", "info", "warn", "error", "off"};
    auto& protection = options.protection;
    app.add_option("--config", options.config, "the daemon's configuration file, for its endpoints")->type_name("FILE");
    app.add_option("--listen", options.listen, "where to answer HTTP; port 0 is any that is free")
        ->type_name("HOST:PORT")
        ->capture_default_str();
    add_file(app, "--token-file", protection.token_file,
             "answer only requests with the token in this file (Authorization: Bearer TOKEN)");
    add_file(app, "--tls-cert", protection.tls_cert, "answer HTTPS, with this certificate (PEM)");
    add_file(app, "--tls-key", protection.tls_key, "the private key to the certificate (PEM)");
    app.add_flag("--insecure", protection.insecure, "let other hosts reach --listen without a token or without TLS");
    app.add_option("--log-level", options.level, fmt::format("what to log: {}", fmt::join(levels, ", ")))
        ->type_name("LEVEL")
        ->check(CLI::IsMember(levels).description(""))
        ->capture_default_str();
    app.set_version_flag("--version", std::string("hostfactory-exporter ") + hf::version);
}

// Returns the exit status.
int end_with(int status, const std::string& why) {
    std::cerr << hf::as_error(why) << '\n';
    return status;
}

void log_to_standard_error(const std::string& level) {
    spdlog::set_default_logger(hf::make_standard_error_logger("hostfactory-exporter"));
    spdlog::set_level(spdlog::level::from_str(level));
}

std::string status_line(const hf::exporter::Knowledge& known) {
    const auto& standing = known.standing;
    if (!standing.up) return fmt::format("hostfactoryd does not answer; position {}", standing.position);
    if (standing.behind > 0) return fmt::format("{} events behind", standing.behind);
    return fmt::format("{} open requests, {} live machines, position {}", known.view.open_requests(),
                       known.view.live_machines(), standing.position);
}

// Private keys and the token are in this process's memory.
void leave_no_core_dump() { ::prctl(PR_SET_DUMPABLE, 0); }

void reload(hf::exporter::Credentials& credentials) {
    if (!credentials.has_token() && !credentials.has_tls()) return;
    if (const auto read = credentials.read())
        spdlog::info("SIGHUP: the files of token and certificate are read anew");
    else
        spdlog::error("SIGHUP: nothing is changed: {}", read.error());
}

// Runs until a signal asks it to end.
int run(const hf::SiteEndpoints& endpoints, const hf::ListenAddress& address, hf::exporter::Credentials& credentials,
        const hf::Signals& signals) {
    const hf::ServiceNotifier notifier;
    hf::exporter::Board board;
    const hf::exporter::WebServer server(board, address, credentials);
    const hf::exporter::Follower follower(board, hf::exporter::follow_feed(endpoints), endpoints);
    spdlog::info("listening at {}://{}/", credentials.has_tls() ? "https" : "http", server.address().text());
    notifier.ready();
    const auto watchdog = hf::ServiceNotifier::watchdog_interval();
    const auto interval = watchdog ? std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog / 2) : 5000ms;
    while (server.running()) {
        const auto signal = signals.wait(interval);
        if (signal == SIGHUP) {
            reload(credentials);
        } else if (signal) {
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

// Throws what run() throws.
int start(const Options& options, const hf::ListenAddress& address, const hf::Signals& signals) {
    const auto site = hf::find_site(options.config.empty() ? std::nullopt : std::optional(options.config));
    if (!site) return end_with(exit_configuration, site.error());
    hf::exporter::Credentials credentials(options.protection);
    if (credentials.has_token() || credentials.has_tls() || site->endpoints.keys) leave_no_core_dump();
    if (const auto read = credentials.read(); !read)
        return end_with(exit_configuration, "hostfactory-exporter: " + read.error());
    log_to_standard_error(options.level);
    spdlog::info("following the daemon of {}", site->source);
    return run(site->endpoints, address, credentials, signals);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"hostfactory-exporter follows hostfactoryd's events, and serves Prometheus metrics and a live page.",
                 "hostfactory-exporter"};
    app.footer(exit_codes);
    Options options;
    declare(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == EXIT_SUCCESS) return app.exit(e);
        for (const auto& line : hf::usage_error(app, argc, argv, e))
            std::cerr << hf::as_error("hostfactory-exporter: " + line) << '\n';
        return exit_usage;
    }
    const auto address = hf::parse_listen_address(options.listen);
    if (!address) return end_with(exit_usage, "--listen: " + address.error());
    if (const auto fault = hf::exporter::fault_of(options.protection, *address))
        return end_with(exit_usage, "hostfactory-exporter: " + *fault);
    const hf::Signals signals;
    try {
        return start(options, *address, signals);
    } catch (const std::exception& e) {
        return end_with(exit_failure, std::string("hostfactory-exporter: ") + e.what());
    }
}
