// Calls about machines: to ask for them, to give them back, to look at them.
#include "http/orb/calls.hpp"
#include "http/orb/list_query.hpp"
#include "http/orb/shapes.hpp"

namespace hf::http::orb {
namespace {

// What one ReturnMachines may name.
constexpr std::size_t most_machines_of_a_return = 10'000;
constexpr std::size_t machines_of_a_page = 1000;

void say_accepted(const std::shared_ptr<Errand>& errand, unsigned status, const Json& made) {
    errand->answer(status, {{"request_id", made.at("request_id")}, {"message", "the request is accepted"}});
}

void say_nothing_to_return(const std::shared_ptr<Errand>& errand) {
    errand->answer(200, {{"request_id", nullptr}, {"message", "there is no machine to give back"}});
}

void send_return(const std::shared_ptr<Errand>& errand, ValueMap body) {
    errand->send("ReturnMachines", std::move(body), [errand](const Json& made) { say_accepted(errand, 200, made); });
}

// The return of all machines: they are listed, each once, and then named in one command.
class ReturnOfAll : public std::enable_shared_from_this<ReturnOfAll> {
public:
    ReturnOfAll(std::shared_ptr<Errand> errand, ValueMap filter, bool force)
        : errand_(std::move(errand)), filter_(std::move(filter)), force_(force) {
        filter_["live_only"] = true;
        filter_["return_requested"] = false;
        filter_["limit"] = static_cast<std::int64_t>(machines_of_a_page);
    }

    void go_on() {
        errand_->ask("ListMachines", filter_, [self = shared_from_this()](const Json& page) { self->take(page); });
    }

private:
    void take(const Json& page) {
        for (const auto& each : page.at("items")) ids_.emplace_back(each.at("machine_id").get<std::string>());
        if (ids_.size() > most_machines_of_a_return)
            return errand_->respond(
                fault_of(409, "limit_exceeded",
                         fmt::format("there are more than {} machines; give them back by their requests",
                                     most_machines_of_a_return),
                         Json::object()));
        const auto next = page.find("next");
        if (next != page.end()) {
            filter_["after"] = next->get<std::string>();
            return go_on();
        }
        if (ids_.empty()) return say_nothing_to_return(errand_);
        send_return(errand_, {{"machine_ids", std::move(ids_)}, {"force", force_}});
    }

    const std::shared_ptr<Errand> errand_;
    ValueMap filter_;
    const bool force_;
    ValueList ids_;
};

// Answers with the machine, or 404 in ORB's form.
void ask_for_machine(const Visit& visit, std::function<void(const Json&)> then) {
    const auto refused = [errand = visit.errand](const Error& error) {
        if (error.code != Code::machine_not_found) return false;
        errand->respond(detail_of(404, error.message));
        return true;
    };
    visit.errand->ask("GetMachine", {{"machine_id", visit.names[0]}}, std::move(then), refused);
}

}  // namespace

void request_machines(const Visit& visit) {
    auto fields = Fields::of_body(visit.request.body);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    const auto template_id = fields->text("template_id", Fields::Needed::yes);
    const auto count = fields->integer("count", {"machine_count", "machineCount"}, Fields::Needed::yes);
    const auto more = fields->map("additional_data");
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    if (more && !more->empty())
        return visit.errand->respond(
            fault_of(400, "invalid_input", "additional_data means nothing here", {{"field", "additional_data"}}));
    visit.errand->about(*template_id);
    visit.errand->send("CreateRequest", {{"template_id", *template_id}, {"machine_count", *count}},
                       [errand = visit.errand](const Json& made) { say_accepted(errand, 202, made); });
}

void return_machines(const Visit& visit) {
    auto fields = Fields::of_body(visit.request.body);
    if (!fields) return visit.errand->respond(std::move(fields.error()));
    const auto ids = fields->texts("machine_ids").value_or(std::vector<std::string>{});
    const auto request_id = fields->text("request_id");
    const bool all = fields->flag("all_machines");
    const bool force = fields->flag("force");
    const auto provider = fields->text("provider_name");
    const auto provider_type = fields->text("provider_type");
    const bool by_request = request_id && !request_id->empty();
    if (int{!ids.empty()} + int{by_request} + int{all} > 1)
        fields->refuse_whole("machine_ids, request_id and all_machines exclude each other");
    if (auto wrong = fields->wrong()) return visit.errand->respond(std::move(*wrong));
    // A client that names a provider must not lose machines of others.
    if (provider_type || (provider && !all))
        return visit.errand->respond(fault_of(400, "invalid_input",
                                              "provider_name goes with all_machines alone, and provider_type is not "
                                              "understood here",
                                              {{"field", provider_type ? "provider_type" : "provider_name"}}));
    if (all) {
        ValueMap filter;
        if (provider) filter["provider"] = *provider;
        return std::make_shared<ReturnOfAll>(visit.errand, std::move(filter), force)->go_on();
    }
    if (!by_request)
        return send_return(visit.errand, {{"machine_ids", ValueList(ids.begin(), ids.end())}, {"force", force}});
    const auto refused = [errand = visit.errand](const Error& error) {
        if (error.code != Code::request_not_found) return false;
        say_nothing_to_return(errand);
        return true;
    };
    visit.errand->send(
        "ReturnMachines", {{"request_id", *request_id}, {"force", force}},
        [errand = visit.errand](const Json& made) { say_accepted(errand, 200, made); }, refused);
}

void list_machines(const Visit& visit) {
    auto query = ListQuery::of(visit);
    if (!query) return;
    query->filter("status", "status");
    query->filter("provider_name", "provider");
    query->filter("request_id", "request_id");
    if (query->is_wrong(visit)) return;
    auto body = query->body();
    // A machine that is being started is shown as pending.
    if (const auto status = body.find("status"); status != body.end() && status->second == Value("pending"))
        status->second = "launching";
    visit.errand->ask("ListMachines", std::move(body), [errand = visit.errand](const Json& page) {
        Json machines = Json::array();
        for (const auto& each : page.at("items")) machines.push_back(machine_of(each));
        errand->answer(200, page_of("machines", std::move(machines), page));
    });
}

void get_machine(const Visit& visit) {
    ask_for_machine(visit,
                    [errand = visit.errand](const Json& machine) { errand->answer(200, whole_machine_of(machine)); });
}

void get_machine_status(const Visit& visit) {
    ask_for_machine(visit, [errand = visit.errand](const Json& machine) {
        auto whole = whole_machine_of(machine);
        // The daemon looks after its machines by itself, and was not asked to look now.
        whole["synced"] = false;
        errand->answer(200, whole);
    });
}

}  // namespace hf::http::orb
