// Measures GetRequest beside a REP socket that answers as many bytes with nothing behind them, with the same load
// generator, in alternating rounds.
//
//     queries_bench [--rounds N] [--seconds S]
#include <fmt/format.h>

#include <map>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "bench/load/zmtp_session.hpp"
#include "bench/results/options.hpp"
#include "bench/results/series.hpp"
#include "bench/servers/daemon_server.hpp"
#include "bench/servers/rep_server.hpp"
#include "core/commands/create_request.hpp"
#include "core/wire/envelope.hpp"
#include "tests/support/temporary_directory.hpp"

namespace {

using namespace hf;
using namespace hf::bench;

const std::vector<std::string> shapes{"1x1", "50x1"};
constexpr std::uint64_t requests = 100;

struct Measured {
    Series query;
    Series rep;
};

using Table = std::map<std::string, Measured>;  // by shape

ValueMap body_for(const RequestId& id) { return {{"request_id", Value(id.value)}}; }

// Makes requests at the daemon; returns their ids.
std::vector<RequestId> make_requests(int port) {
    const MsgpackCodec codec;
    std::vector<RequestId> ids;
    for (std::uint64_t number = 1; number <= requests; ++number) {
        Reply reply;
        RequestAccepted accepted;
        const auto bytes = ask_over_zmtp(port, "CreateRequest", create_request_body(), number);
        if (codec.decode(bytes, reply) || !reply.result || codec.decode(reply.result->msgpack, accepted))
            throw std::runtime_error("the reply to a CreateRequest has no request_id");
        ids.push_back(accepted.request_id);
    }
    return ids;
}

void measure_round(const Options& options, Table& table) {
    const testing::TemporaryDirectory scratch(options.directory);
    DaemonServer daemon({options.programs, scratch.path(), {}});
    const auto ids = make_requests(daemon.commands_port());
    std::vector<PreparedMessage> queries;
    for (const auto& id : ids) queries.push_back(framed("GetRequest", body_for(id)));
    const auto reply = ask_over_zmtp(daemon.queries_port(), "GetRequest", body_for(ids[0]));
    const RepServer rep(prepared("GetRequest", body_for(ids[0])), PreparedMessage(reply));
    for (const auto& shape : shapes) {
        const LoadPlan plan{shape_of(shape), options.warm_up_s, options.seconds, 0};
        auto& [query, raw] = table[shape];
        measure(daemon.process(), daemon.queries_port(), zmtp_sessions(queries), plan, query);
        measure(rep.process(), rep.port(), zmtp_sessions({queries[0]}), plan, raw);
        fmt::print("  {:>7}  GetRequest {:>9.0f}/s, REP {:>9.0f}/s\n", name_of(plan.shape), query.rates.back(),
                   raw.rates.back());
        std::fflush(stdout);
    }
    daemon.stop();
}

void run(const Options& options) {
    Table table;
    for (std::uint32_t round = 1; round <= options.rounds; ++round) {
        fmt::print("round {} of {}\n", round, options.rounds);
        measure_round(options, table);
    }
    Row columns;
    Row row;
    std::vector<Row> lines;
    std::vector<const Series*> all;
    for (const auto& shape : shapes) {
        auto& [query, raw] = table[shape];
        columns.push_back(name_of(shape_of(shape)));
        row.push_back(ratio(query, raw));
        lines.push_back({columns.back(), rate(query), rate(raw), row.back(), lowest_and_highest_ratio(query, raw),
                         latencies(query), latencies(raw), cpu(query), cpu(raw)});
        all.insert(all.end(), {&query, &raw});
    }
    const auto text =
        markdown_table({"clients × in flight", "GetRequest/s", "REP/s", "ratio", "lowest and highest of a round",
                        "GetRequest, p50 / p99 / p99.9 ms", "REP", "CPU µs of the server for a GetRequest", "REP"},
                       lines) +
        fmt::format(
            "\nThe daemon: {}. It has {} requests, which are asked for in turns. REP is a thread with a socket of\n"
            "libzmq that answers as many bytes. The load generator took {:.0f} % of a processor at most.\n",
            DaemonServer::settings(), requests, busiest_percent(all));
    options.tell({.name = "queries",
                  .title = "Queries beside a raw REP",
                  .how = {},
                  .text = text,
                  .columns = columns,
                  .row = row},
                 others_percent(all));
}

}  // namespace

int main(int argc, char** argv) try {
    Options options("queries_bench", "GetRequest beside a raw REP socket.");
    if (const auto status = options.parse(argc, argv)) return *status;
    end_runs_on_signals();
    run(options);
} catch (const std::exception& error) {
    fmt::print(stderr, "queries_bench: {}\n", error.what());
    return 1;
}
