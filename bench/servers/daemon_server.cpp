#include "bench/servers/daemon_server.hpp"

#include <fmt/format.h>

#include <fstream>

#include "bench/load/connection.hpp"
#include "bench/load/zmtp_session.hpp"

namespace hf::bench {
namespace {

constexpr auto provider_settings = "max_calls: 1, calls_per_second: 1, machines_per_call: 1";
constexpr auto template_id = "bench";

std::filesystem::path write_configuration(const std::filesystem::path& directory, int commands, int queries,
                                          int events) {
    auto path = directory / "hostfactoryd.yaml";
    std::ofstream file(path);
    file << fmt::format(
        "endpoints:\n"
        "  commands: tcp://127.0.0.1:{}\n"
        "  queries: tcp://127.0.0.1:{}\n"
        "  events: tcp://127.0.0.1:{}\n"
        "store: {{path: {}/hostfactory.db}}\n"
        "audit: {{path: {}/audit.jsonl}}\n"
        "providers:\n"
        "  - {{name: local, type: process, directory: {}/machines, {}}}\n",
        commands, queries, events, directory.string(), directory.string(), directory.string(), provider_settings);
    if (!file.flush()) throw std::runtime_error(fmt::format("{} can't be written", path.string()));
    return path;
}

ValueMap template_body(std::string_view id) {
    return {{"template_id", Value(id)},
            {"provider", Value("local")},
            {"max_number", Value(-1)},
            {"configuration", Value(ValueMap{{"command", Value(ValueList{Value("true")})}})}};
}

std::vector<std::string> command_line(const DaemonServer::Options& options, const std::filesystem::path& file) {
    auto words = options.under;
    words.insert(words.end(), {(options.programs / "hostfactoryd").string(), "--config", file.string()});
    return words;
}

}  // namespace

DaemonServer::DaemonServer(const Options& options)
    : commands_(free_port()),
      queries_(free_port()),
      events_(free_port()),
      process_(command_line(options, write_configuration(options.directory, commands_, queries_, events_)),
               options.directory / "hostfactoryd.log") {
    process_.wait_until([&] { return listens(commands_) && listens(queries_); });
    ask_over_zmtp(commands_, "CreateTemplate", template_body(template_id));
}

std::string DaemonServer::settings() {
    return fmt::format("defaults, the audit log on, a process provider with {}", provider_settings);
}

ValueMap create_request_body() {
    return {{"template_id", Value(template_id)},
            {"machine_count", Value(1)},
            {"tags", Value(ValueMap{{"job", Value("4711")}})},
            {"user_id", Value("alice")}};
}

PreparedMessage create_request() { return framed("CreateRequest", create_request_body()); }

PreparedMessage create_template() {
    return framed("CreateTemplate", template_body("t-" + std::string(PreparedMessage::placeholder)));
}

}  // namespace hf::bench
