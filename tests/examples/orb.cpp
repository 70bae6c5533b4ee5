// The examples that the headers of http/orb/ show.
#include "http/orb/calls.hpp"
#include "http/orb/dialect.hpp"
#include "http/orb/list_query.hpp"
#include "http/orb/request_reports.hpp"
#include "http/orb/shapes.hpp"
#include "http/server/server.hpp"

namespace hf::http::orb {
namespace {

void dialect(Daemon& daemon, Workers& workers, Server& server) {
    // example of http/orb/dialect.hpp
    Dialect dialect(daemon, workers, Door({"broker.example.org"}));
    server.start(dialect);
    // end of the example
}

void errand(Daemon& daemon, Workers& workers, const CallOptions& options, const Respond& respond) {
    // example of http/orb/errand.hpp
    auto errand = Errand::begin(daemon, workers, options, respond);
    errand->ask("ListMachines", {{"live_only", true}}, [errand](const Json& list) { errand->answer(200, list); });
    // end of the example
}

void faults(const Called<Encoded>& called, const Respond& respond) {
    // example of http/orb/faults.hpp
    respond(fault_of(called.error()));                                  // {"success": false, "error": {…}, …}
    respond(wrong_fields({{"missing", {"body", "count"}, "needed"}}));  // 422, {"detail": [{type, loc, msg, input}]}
    respond(detail_of(404, "no machine has this id"));                  // {"detail": "…"}
    // end of the example
}

std::optional<Response> fields(const Request& request) {
    // example of http/orb/fields.hpp
    auto fields = Fields::of_body(request.body);
    if (!fields) return fields.error();  // no JSON, or no object
    const auto id = fields->text("template_id", Fields::Needed::yes);
    const auto count = fields->integer("count", {"machine_count", "machineCount"});
    if (auto wrong = fields->wrong()) return *wrong;  // 422
    // end of the example
    return std::nullopt;
}

void shapes(const std::shared_ptr<Errand>& errand, const Json& machines, const Json& list) {
    // example of http/orb/shapes.hpp
    errand->answer(200, page_of("machines", machines, list));
    // end of the example
}

void visit() {
    // example of http/orb/visit.hpp
    const Call get_it = [](const Visit& visit) {
        const auto answer = [errand = visit.errand](const Json& machine) { errand->answer(200, machine); };
        visit.errand->ask("GetMachine", {{"machine_id", visit.names[0]}}, answer);
    };
    // end of the example
}

void calls(const Request& request, const std::shared_ptr<Errand>& errand) {
    // example of http/orb/calls.hpp
    const std::vector<std::string> segments{"requests", "req-1", "status"};
    const auto found = find_call("GET", segments);
    if (found.call) found.call({request, found.names, errand});
    // end of the example
}

void list_query(const Visit& visit) {
    // example of http/orb/list_query.hpp
    auto query = ListQuery::of(visit);
    if (!query) return;  // it has answered
    query->filter("status", "status");
    if (query->is_wrong(visit)) return;
    visit.errand->ask("ListRequests", query->body(), [](const Json&) {});
    // end of the example
}

void request_reports(const std::shared_ptr<Errand>& errand) {
    // example of http/orb/request_reports.hpp
    ask_for_reports(errand, {"req-1", "nobody"}, [errand](const Json& reports) { errand->answer(200, reports); });
    // end of the example
}

}  // namespace
}  // namespace hf::http::orb
