// Measures the gateway beside the daemon that it stands before: a request is read, and one is made, over HTTP and over
// ZeroMQ, with the same load generator, in alternating rounds.
//
//     http_bench [--rounds N] [--seconds S]
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "bench/load/connection.hpp"
#include "bench/load/http_session.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/results/options.hpp"
#include "bench/results/series.hpp"
#include "bench/servers/daemon_server.hpp"
#include "bench/servers/gateway_server.hpp"
#include "bench/wire/http1.hpp"
#include "core/commands/create_request.hpp"
#include "core/wire/envelope.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

const std::vector<std::string> shapes{"1x1", "8x1", "50x1"};
constexpr std::uint64_t requests = 100;
constexpr unsigned ok = 200;
constexpr unsigned created = 201;

struct Measured {
    Series read_by_http;
    Series read_by_zeromq;
    Series made_by_http;
    Series made_by_zeromq;
};

using Table = std::map<std::string, Measured>;  // by shape

RequestId make_request(int port, std::uint64_t number) {
    const MsgpackCodec codec;
    Reply reply;
    RequestAccepted accepted;
    const auto bytes = ask_over_zmtp(port, "CreateRequest", create_request_body(), number);
    if (codec.decode(bytes, reply) || !reply.result || codec.decode(reply.result->msgpack, accepted))
        throw std::runtime_error("the reply to a CreateRequest has no request_id");
    return accepted.request_id;
}

// The number of a message stands in a header, so that requests that are read have one, too.
std::string numbered(const char* header) { return fmt::format("{}: {}", header, PreparedMessage::placeholder); }

PreparedMessage read_over_http(const RequestId& id) {
    return PreparedMessage(
        http1::request("GET", fmt::format("/api/v1/requests/{}", id), {numbered("X-Correlation-Id")}, ""));
}

// What create_request() asks for.
PreparedMessage create_over_http() {
    const nlohmann::json body{
        {"template_id", "bench"}, {"machine_count", 1}, {"tags", {{"job", "4711"}}}, {"user_id", "alice"}};
    return PreparedMessage(http1::request("POST", "/api/v1/requests", {numbered("Idempotency-Key")}, body.dump()));
}

// A command's number is its id and begins anew with each load, so each shape has a daemon of its own.
void measure_shape(const Options& options, const Shape& shape, Measured& measured) {
    const testing::TemporaryDirectory scratch(options.directory);
    const DaemonServer::Options servers{.programs = options.programs, .directory = scratch.path()};
    DaemonServer daemon(servers);
    GatewayServer gateway(servers);
    const Servers both{&daemon.process(), &gateway.process()};
    std::vector<PreparedMessage> over_http;
    std::vector<PreparedMessage> over_zeromq;
    for (std::uint64_t number = 1; number <= requests; ++number) {
        const auto id = make_request(daemon.commands_port(), number);
        over_http.push_back(read_over_http(id));
        over_zeromq.push_back(framed("GetRequest", {{"request_id", Value(id.value)}}));
    }
    const LoadPlan plan{shape, options.warm_up_s, options.seconds, 0};
    measure(both, gateway.port(), http_sessions(over_http, ok), plan, measured.read_by_http);
    measure(daemon.process(), daemon.queries_port(), zmtp_sessions(over_zeromq), plan, measured.read_by_zeromq);
    measure(both, gateway.port(), http_sessions({create_over_http()}, created), plan, measured.made_by_http);
    measure(daemon.process(), daemon.commands_port(), zmtp_sessions({create_request()}), plan, measured.made_by_zeromq);
    fmt::print("  {:>7}  read {:>8.0f}/s and {:>8.0f}/s, made {:>8.0f}/s and {:>8.0f}/s\n", name_of(shape),
               measured.read_by_http.rates.back(), measured.read_by_zeromq.rates.back(),
               measured.made_by_http.rates.back(), measured.made_by_zeromq.rates.back());
    std::fflush(stdout);
    gateway.stop();
    daemon.stop();
}

std::vector<std::string> line_of(const std::string& shape, Series& http, Series& zeromq) {
    return {
        shape,           rate(http),        rate(zeromq), ratio(http, zeromq), lowest_and_highest_ratio(http, zeromq),
        latencies(http), latencies(zeromq), cpu(http),    cpu(zeromq)};
}

std::string table_of(const std::string& asked, const std::vector<Row>& lines) {
    return markdown_table(
        {"clients × in flight", asked + " by HTTP, /s", "by ZeroMQ, /s", "ratio", "lowest and highest of a round",
         "HTTP, p50 / p99 / p99.9 ms", "ZeroMQ", "CPU µs of the servers, HTTP", "ZeroMQ"},
        lines);
}

void run(const Options& options) {
    Table table;
    for (std::uint32_t round = 1; round <= options.rounds; ++round) {
        fmt::print("round {} of {}\n", round, options.rounds);
        for (const auto& shape : shapes) measure_shape(options, shape_of(shape), table[shape]);
    }
    Row columns;
    Row row;
    std::vector<Row> read;
    std::vector<Row> made;
    std::vector<const Series*> all;
    for (const auto& shape : shapes) {
        auto& each = table[shape];
        const auto name = name_of(shape_of(shape));
        columns.insert(columns.end(), {"read at " + name, "made at " + name});
        row.insert(row.end(),
                   {ratio(each.read_by_http, each.read_by_zeromq), ratio(each.made_by_http, each.made_by_zeromq)});
        read.push_back(line_of(name, each.read_by_http, each.read_by_zeromq));
        made.push_back(line_of(name, each.made_by_http, each.made_by_zeromq));
        all.insert(all.end(), {&each.read_by_http, &each.read_by_zeromq, &each.made_by_http, &each.made_by_zeromq});
    }
    const auto text =
        table_of("a request is read", read) + "\n" + table_of("a request is made", made) +
        fmt::format(
            "\nThe daemon: {}. It has {} requests at first, which are read in turns. The gateway keeps no access log.\n"
            "The load generator took {:.0f} % of a processor at most.\n",
            DaemonServer::settings(), requests, busiest_percent(all));
    options.tell(
        {.name = "http", .title = "The gateway beside ZeroMQ", .how = {}, .text = text, .columns = columns, .row = row},
        others_percent(all));
}

}  // namespace

int main(int argc, char** argv) try {
    Options options("http_bench", "Requests that are read and made over HTTP, beside the same over ZeroMQ.");
    if (const auto status = options.parse(argc, argv)) return *status;
    end_runs_on_signals();
    run(options);
} catch (const std::exception& error) {
    fmt::print(stderr, "http_bench: {}\n", error.what());
    return 1;
}
