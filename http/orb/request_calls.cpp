// Calls about requests, for machines or of returns.
#include "http/orb/calls.hpp"
#include "http/orb/list_query.hpp"
#include "http/orb/request_reports.hpp"
#include "http/orb/shapes.hpp"

namespace hf::http::orb {
namespace {

// The list has no machines, so they are asked for beside it.
void answer_page(const std::shared_ptr<Errand>& errand, const Json& page) {
    std::vector<std::string> ids;
    for (const auto& each : page.at("items")) ids.push_back(each.at("request_id"));
    if (ids.empty()) return errand->answer(200, page_of("requests", Json::array(), page));
    ask_for_reports(errand, ids, [errand, page](Json reports) {
        errand->answer(200, page_of("requests", std::move(reports), page));
    });
}

void answer_list(const Visit& visit, std::string_view message, const ListQuery& query) {
    visit.errand->ask(message, query.body(), [errand = visit.errand](const Json& page) { answer_page(errand, page); });
}

}  // namespace

void list_requests(const Visit& visit) {
    auto query = ListQuery::of(visit);
    if (!query) return;
    query->filter("status", "status");
    query->filter("provider_name", "provider");
    query->filter("template_id", "template_id");
    query->filter("request_type", "request_type");
    if (query->is_wrong(visit)) return;
    answer_list(visit, "ListRequests", *query);
}

void list_returns(const Visit& visit) {
    auto query = ListQuery::of(visit);
    if (!query) return;
    // The daemon refuses this one, since a return may be of machines of several providers.
    query->filter("provider_name", "provider");
    if (query->is_wrong(visit)) return;
    answer_list(visit, "ListReturnRequests", *query);
}

void get_request(const Visit& visit) {
    auto fields = Fields::of_query(visit.request.query);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    // All of it is reported in any case, and as the daemon has it.
    (void)fields->flag("verbose");
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    ask_for_reports(visit.errand, {visit.names[0]}, [errand = visit.errand](Json reports) {
        errand->answer(200, list_of("requests", std::move(reports)));
    });
}

void get_requests(const Visit& visit) {
    auto fields = Fields::of_body(visit.request.body);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    const auto ids = fields->texts("request_ids", Fields::Needed::yes);
    (void)fields->flag("verbose");
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    ask_for_reports(visit.errand, *ids, [errand = visit.errand](Json reports) {
        errand->answer(200, list_of("requests", std::move(reports)));
    });
}

void cancel_request(const Visit& visit) {
    auto fields = Fields::of_query(visit.request.query);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    ValueMap body{{"request_id", visit.names[0]}};
    if (auto reason = fields->text("reason")) body["reason"] = std::move(*reason);
    visit.errand->send("CancelRequest", std::move(body), [errand = visit.errand, id = visit.names[0]](const Json&) {
        // ORB's own form: a client that waits for the request is to see an error.
        errand->answer(200, {{"error", "the request is cancelled"}, {"request_id", id}});
    });
}

}  // namespace hf::http::orb
