#include "bench/servers/daemon_server.hpp"

#include <fmt/format.h>

#include <fstream>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/zeromq/curve.hpp"
#include "bench/load/connection.hpp"
#include "bench/load/zmtp_session.hpp"
#include "client/client.hpp"

namespace hf::bench {
namespace {

constexpr auto provider_settings = "max_calls: 1, calls_per_second: 1, machines_per_call: 1";
constexpr auto template_id = "bench";

SiteEndpoints endpoints_at(int commands, int queries, int events) {
    const auto at = [](int port) { return fmt::format("tcp://127.0.0.1:{}", port); };
    return {at(commands), at(queries), at(events)};
}

void write_private(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// Returns the line of the configuration.
std::string secure(const std::filesystem::path& directory, SiteEndpoints& endpoints) {
    const auto server = zeromq::generate_pair();
    endpoints.keys = ClientKeys{server.public_key, zeromq::generate_pair()};
    const auto key_file = (directory / "server.key").string();
    const auto principals = (directory / "principals.yaml").string();
    write_private(key_file, server.secret_key + "\n");
    write_private(principals, fmt::format("principals: [{{name: bench, public_key: '{}', roles: [admin]}}]\n",
                                          endpoints.keys->own.public_key.value));
    return fmt::format("security: {{mechanism: curve, server_key: \"file:{}\", principals: {}}}\n", key_file,
                       principals);
}

std::filesystem::path write_configuration(const DaemonServer::Options& options, SiteEndpoints& endpoints) {
    const auto& directory = options.directory;
    auto path = directory / "hostfactoryd.yaml";
    std::ofstream file(path);
    if (options.secured) file << secure(directory, endpoints);
    file << fmt::format(
        "endpoints:\n"
        "  commands: {}\n"
        "  queries: {}\n"
        "  events: {}\n"
        "store: {{path: {}/hostfactory.db}}\n"
        "audit: {{path: {}/audit.jsonl}}\n"
        "providers:\n"
        "  - {{name: local, type: process, directory: {}/machines, {}}}\n",
        endpoints.commands, endpoints.queries, endpoints.events, directory.string(), directory.string(),
        directory.string(), provider_settings);
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
      endpoints_(endpoints_at(commands_, queries_, events_)),
      process_(command_line(options, write_configuration(options, endpoints_)),
               options.directory / "hostfactoryd.log") {
    process_.wait_until([&] { return listens(commands_) && listens(queries_); });
    Client client(endpoints_);
    const auto made = client.command("CreateTemplate", Encoded{MsgpackCodec().encode(template_body(template_id))});
    if (!made) throw std::runtime_error("the daemon makes no template: " + made.error().error.message);
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
