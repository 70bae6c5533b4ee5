#include "http/options.hpp"

#include <fmt/ranges.h>

#include "http/who/cross_origin.hpp"
#include "site/default_paths.hpp"
#include "site/version.hpp"

namespace hf::http {
namespace {

constexpr auto exit_codes =
    "Exit status: 0 ended as asked, 1 failed (the log says why), 2 wrong usage, 78 wrong configuration.";
constexpr double longest_timeout_s = 300;
constexpr std::size_t mebibyte = 1 << 20;

void declare_bounds(CLI::App& app, Options& options) {
    app.add_option("--connections", options.limits.connections, "how many connections there may be at a time")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000).description(""))
        ->capture_default_str();
    app.add_option("--streams", options.events.streams, "how many of them may be streams of events")
        ->type_name("N")
        ->check(CLI::Range(0, 100'000).description(""))
        ->capture_default_str();
    app.add_option("--lag", options.events.behind.events, "how many events a stream may be behind before it is cut off")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000).description(""))
        ->capture_default_str();
    app.add_option_function<std::size_t>(
           "--answers", [&options](std::size_t mebibytes) { options.answer_bytes = mebibytes * mebibyte; },
           fmt::format("how many MiB of answers may be held at a time (default {})", options.answer_bytes / mebibyte))
        ->type_name("MIB")
        ->check(CLI::Range(1, 1'000'000).description(""));
}

// CLI11 by itself takes an empty name for no option at all, and so nobody would be asked who he is.
void add_file(CLI::App& app, const std::string& option, std::optional<std::string>& file, const std::string& help) {
    app.add_option_function<std::string>(
           option, [&file](const std::string& name) { file = name; }, help)
        ->type_name("FILE");
}

void declare_who(CLI::App& app, Options& options) {
    add_file(app, "--settings", options.who.settings, "by what callers are known: a file like http.yaml");
    add_file(app, "--tls-cert", options.who.tls_cert, "speak TLS with TCP connections, with this certificate (PEM)");
    add_file(app, "--tls-key", options.who.tls_key, "the private key to the certificate (PEM)");
    add_file(app, "--client-ca", options.who.client_ca, "the authorities whose certificates clients may show (PEM)");
    app.add_option("--cors-origin", options.cors_origins,
                   "pages of this origin may use the gateway, like https://portal.example.org; may be repeated")
        ->type_name("ORIGIN")
        ->check(CLI::Validator(
            [](const std::string& text) {
                const auto origin = CrossOrigin::parse(text);
                return origin ? std::string{} : origin.error();
            },
            ""));
    app.add_flag("--check-config", options.check_config,
                 "read the configuration and the files that it names, say whether they are good, and end");
    declare(*app.add_subcommand("token", "makes a token, shows it once, and adds its hash to the file of tokens"),
            options.token);
}

}  // namespace

std::string default_place() { return "unix:" + DefaultPaths::of_this_process().runtime_directory + "/http.sock"; }

void declare(CLI::App& app, Options& options) {
    const std::vector<std::string> levels{"debug", "info", "warn", "error", "off"};
    app.footer(exit_codes);
    app.add_option("--config", options.config, "the daemon's configuration file, for its endpoints")->type_name("FILE");
    app.add_option("--listen", options.listen,
                   fmt::format("where to answer: unix:PATH, or HOST:PORT, where port 0 is any that is free; may be "
                               "repeated; without it what systemd has passed, or else {}",
                               default_place()))
        ->type_name("PLACE");
    app.add_option("--host", options.hosts,
                   "a name that clients may use for this gateway besides localhost and addresses; may be repeated")
        ->type_name("NAME");
    app.add_flag("--insecure", options.insecure, "let other hosts reach --listen without TLS or without credentials");
    const std::vector<std::string> dialects{"hostfactory", "orb"};
    app.add_option("--dialect", options.dialect,
                   "whose calls to answer: hostfactory's own, or those of Open Resource Broker")
        ->type_name("DIALECT")
        ->check(CLI::IsMember(dialects).description(""))
        ->capture_default_str();
    declare_who(app, options);
    app.add_option("--access-log", options.access_log,
                   "where to write a line of JSON for each request: a file, - for standard output, or none")
        ->type_name("FILE")
        ->capture_default_str();
    declare_bounds(app, options);
    app.add_option_function<double>(
           "--timeout",
           [&options](double seconds) {
               options.timeout = std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)};
           },
           "how many seconds to wait for an answer of the daemon (default 10)")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.1, longest_timeout_s).description(""));
    app.add_option("--log-level", options.level, fmt::format("what to log: {}", fmt::join(levels, ", ")))
        ->type_name("LEVEL")
        ->check(CLI::IsMember(levels).description(""))
        ->capture_default_str();
    app.set_version_flag("--version", std::string("hostfactory-http ") + version);
}

}  // namespace hf::http
