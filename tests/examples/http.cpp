// The examples that the headers of http/ show.
#include "adapters/json/json_writer.hpp"
#include "core/domain/machine/machine.hpp"
#include "http/api/answering.hpp"
#include "http/api/bodies.hpp"
#include "http/api/typed_sink.hpp"
#include "http/gateway.hpp"
#include "http/wire/problem.hpp"
#include "http/wire/target.hpp"
#include "tests/examples/placeholders.hpp"

namespace hf::http {
namespace {

using namespace std::chrono_literals;

void headers() {
    // example of http/wire/headers.hpp
    Headers headers;
    headers.set("Content-Type", "application/json");
    if (const auto* type = headers.find("content-type")) use(*type);
    // end of the example
}

void exchange() {
    // example of http/wire/exchange.hpp
    class Greeter final : public Handler {
        std::optional<Response> refuse(Request&) override { return std::nullopt; }
        void handle(Request request, Respond respond) override { respond({.body = "hello"}); }
    };
    // end of the example
}

void target() {
    // example of http/wire/target.hpp
    segments_of("/api/v1/machines/i%2F1");     // {"api", "v1", "machines", "i/1"}
    parameters_of("status=running&limit=10");  // {{"status", "running"}, {"limit", "10"}}
    encoded_segment("i/1");                    // "i%2F1"
    // end of the example
}

void problem(const Respond& respond) {
    // example of http/wire/problem.hpp
    respond(problem_of(error(Code::template_not_found, "there is no template \"smal\"")));  // 404
    respond(problem_of(Refusal::no_such_route, "there is nothing at /api/v1/machine"));     // 404
    // end of the example
}

std::optional<Response> door(const Request& request) {
    // example of http/server/door.hpp
    const Door door({"broker.example.org"});
    if (auto refusal = door.refusal(request)) return *refusal;
    // end of the example
    return std::nullopt;
}

void listener() {
    // example of http/server/listener.hpp
    auto listener = Listener::at(*parse_place("unix:/run/hostfactory/http.sock"));
    if (!listener) fail(listener.error());
    auto passed = Listener::passed_by_systemd();  // none where systemd has passed nothing
    // end of the example
}

void access_log() {
    // example of http/server/access_log.hpp
    AccessLog log("/var/log/hostfactory/http.jsonl");  // "-" is standard output
    log.write({.peer = "127.0.0.1:4711", .method = "GET", .path = "/api/v1/requests", .status = 200});
    log.reopen();  // after the file was moved away
    // end of the example
}

void server(std::vector<Listener> listeners, AccessLog& access_log, Handler& handler) {
    const auto wait_for_a_signal = [] {};
    // example of http/server/server.hpp
    Server server(std::move(listeners), ServerLimits{}, &access_log);
    server.start(handler);
    while (server.running()) wait_for_a_signal();
    server.drain(10s);  // no new requests; those under way are answered
    // end of the example
}

void daemon(Daemon& daemon, const Encoded& body) {
    // example of http/api/daemon.hpp
    daemon.call({.message = "GetStatus", .body = body}, [](const Called<Encoded>& called) { use(called); });
    // end of the example
}

void read_a_long_body() {}
void ask_again() {}

void workers() {
    // example of http/api/workers.hpp
    Workers workers(2);
    workers.run([] { read_a_long_body(); });
    workers.run_after(100ms, [] { ask_again(); });
    // end of the example
}

void messages() {
    // example of http/api/messages.hpp
    const auto* message = Messages::of_the_catalogue().find("CreateRequest", true);
    // end of the example
}

void bodies(const MessageOfApi& message, const Replied<Encoded>& reply) {
    // example of http/api/bodies.hpp
    auto body = body_of_json(R"({"template_id": "small"})", *message.type.body);  // or an Error
    auto fields = body_of_parameters({{"limit", "10"}}, *message.type.body);
    auto json = json_of_result(reply.result.msgpack, *message.type.result);
    // end of the example
}

void typed_sink(const Codec& codec, const std::string& bytes) {
    // example of http/api/typed_sink.hpp
    JsonWriter json(codec);
    TypedSink typed(type_of<Machine>, json);
    codec.parse(bytes, typed);
    // end of the example
}

void key_memory(KeyMemory& keys, const std::string& key, std::uint64_t fingerprint) {
    const auto refuse = [](const std::string&) {};
    // example of http/api/key_memory.hpp
    if (!keys.is_of(key, fingerprint)) refuse("422");
    // end of the example
}

void routes() {
    // example of http/api/routes.hpp
    const std::vector<std::string> segments{"requests", "req-1"};
    const auto matched = match("GET", segments);
    matched.route->message;  // "GetRequest"
    matched.fields;          // {{"request_id", "req-1"}}
    // end of the example
}

void order(const Request& request, Daemon& daemon, const Respond& respond) {
    // example of http/api/order.hpp
    auto order = order_of(request);
    if (!order) return respond(std::move(order.error()));  // a problem
    daemon.call(order->call(), [](const Called<Encoded>& called) { use(called); });
    // end of the example
}

void replies(const Order& order, const Called<Encoded>& called, const Respond& respond) {
    // example of http/api/replies.hpp
    const auto reply = read_reply(order, called);
    respond(reply ? response_of(order, *reply) : reply.error());
    // end of the example
}

void answering(Daemon& daemon, Workers& workers, ByteBudget& answers, const Order& order, const Respond& respond) {
    // example of http/api/answering.hpp
    Answering::begin(daemon, workers, answers, order, respond);
    // end of the example
}

void api(Daemon& daemon, Workers& workers, Server& server) {
    // example of http/api/api.hpp
    Api api(daemon, workers, Door({"broker.example.org"}));
    server.start(api);
    // end of the example
}

void gateway(const Site& site, std::vector<Listener> listeners, const Options& options) {
    const auto wait_for_a_signal = [] {};
    // example of http/gateway.hpp
    Authenticator who(options.who);
    if (auto read = who.read(); !read) fail(read.error());
    Gateway gateway(site.endpoints, std::move(listeners), options, who);  // answers from now on
    while (gateway.running()) wait_for_a_signal();
    gateway.stop(10s);
    // end of the example
}

}  // namespace
}  // namespace hf::http
