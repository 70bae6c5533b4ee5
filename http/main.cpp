// hostfactory-http: a gateway by which programs that speak HTTP use hostfactoryd.
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cstdlib>
#include <iostream>

#include "adapters/systemd/journal_log.hpp"
#include "adapters/systemd/service_notifier.hpp"
#include "http/gateway.hpp"
#include "http/protection.hpp"
#include "site/signals.hpp"
#include "site/usage/usage_error.hpp"

namespace {

using namespace std::chrono_literals;

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;
constexpr int exit_configuration = 78;  // EX_CONFIG, so that systemd does not restart it
constexpr auto longest_drain = 10s;

// Returns the exit status.
int end_with(int status, const std::string& why) {
    std::cerr << hf::as_error("hostfactory-http: " + why) << '\n';
    return status;
}

// A connection is a descriptor, and most shells allow 1024.
void allow_descriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

tl::expected<std::vector<hf::http::Listener>, std::string> listen_at(const std::vector<hf::http::Place>& places) {
    std::vector<hf::http::Listener> listeners;
    for (const auto& place : places) {
        auto listener = hf::http::Listener::at(place);
        if (!listener) return tl::make_unexpected(std::move(listener.error()));
        listeners.push_back(std::move(*listener));
    }
    return listeners;
}

// Runs until a signal asks it to end.
int run(hf::http::Gateway& gateway, const hf::Signals& signals) {
    const hf::ServiceNotifier notifier;
    for (const auto& listener : gateway.listeners()) spdlog::info("listening at {}", text_of(listener.place()));
    notifier.ready();
    const auto watchdog = hf::ServiceNotifier::watchdog_interval();
    const auto interval = watchdog ? std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog / 2) : 5000ms;
    while (gateway.running()) {
        const auto signal = signals.wait(interval);
        if (signal == SIGHUP) {
            gateway.reopen_log();
            if (const auto read = gateway.reload())
                spdlog::info("SIGHUP: the access log is opened anew, and who may come is read anew");
            else
                spdlog::error("SIGHUP: the access log is opened anew; who may come is not changed: {}", read.error());
        } else if (signal) {
            spdlog::info("signal {}: ending", *signal);
            notifier.stopping();
            gateway.stop(longest_drain);
            return EXIT_SUCCESS;
        }
        notifier.status(gateway.status_line());
        notifier.watchdog();
    }
    spdlog::error("requests can't be answered any more");
    return exit_failure;
}

// Throws what a gateway throws.
int start(const hf::http::Options& options, std::vector<hf::http::Place> places, const hf::Signals& signals) {
    auto passed = hf::http::Listener::passed_by_systemd();
    if (!passed) return end_with(exit_configuration, passed.error());
    if (!places.empty() && !passed->empty())
        return end_with(exit_usage, "systemd has passed sockets, so --listen has no meaning");
    if (places.empty() && passed->empty()) places.push_back(*hf::http::parse_place(hf::http::default_place()));
    std::vector<hf::http::Place> all = places;
    for (const auto& listener : *passed) all.push_back(listener.place());
    spdlog::set_default_logger(hf::make_standard_error_logger("hostfactory-http"));
    spdlog::set_level(spdlog::level::from_str(options.level));
    // Keys, and the tokens of callers, are in this process's memory.
    if (options.who.settings || options.who.tls_key) ::prctl(PR_SET_DUMPABLE, 0);
    hf::http::Authenticator who(options.who);
    if (const auto read = who.read(); !read) return end_with(exit_configuration, read.error());
    const hf::http::Protection protection{who.context_of_tls() != nullptr, who.is_required(), options.insecure};
    if (const auto fault = hf::http::fault_of(all, protection)) return end_with(exit_usage, *fault);
    auto site = hf::find_site(options.config.empty() ? std::nullopt : std::optional(options.config));
    if (!site) return end_with(exit_configuration, site.error());
    if (site->endpoints.keys) ::prctl(PR_SET_DUMPABLE, 0);
    if (options.check_config) {
        std::cout << "the configuration is good\n";
        return EXIT_SUCCESS;
    }
    auto listeners = places.empty() ? std::move(passed) : listen_at(places);
    if (!listeners) return end_with(exit_failure, listeners.error());
    spdlog::info("a gateway to the daemon of {}", site->source);
    hf::http::Gateway gateway(std::move(site->endpoints), std::move(*listeners), options, who);
    return run(gateway, signals);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"hostfactory-http lets programs that speak HTTP use hostfactoryd.", "hostfactory-http"};
    hf::http::Options options;
    declare(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        if (e.get_exit_code() == EXIT_SUCCESS) return app.exit(e);
        for (const auto& line : hf::usage_error(app, argc, argv, e))
            std::cerr << hf::as_error("hostfactory-http: " + line) << '\n';
        return exit_usage;
    }
    if (options.token.is_given) return carry_out(options.token);
    std::vector<hf::http::Place> places;
    for (const auto& text : options.listen) {
        auto place = hf::http::parse_place(text);
        if (!place) return end_with(exit_usage, "--listen: " + place.error());
        places.push_back(std::move(*place));
    }
    allow_descriptors();
    const hf::Signals signals;
    try {
        return start(options, std::move(places), signals);
    } catch (const std::exception& e) {
        return end_with(exit_failure, e.what());
    }
}
