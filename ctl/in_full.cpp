#include "ctl/in_full.hpp"

#include "core/queries/get_history.hpp"
#include "core/queries/get_machine.hpp"
#include "core/queries/get_provider.hpp"
#include "core/queries/get_request.hpp"
#include "core/queries/get_template.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_requests.hpp"
#include "core/queries/list_templates.hpp"
#include "ctl/whole_id.hpp"

namespace hf::ctl {
namespace {

constexpr std::uint32_t most_of_a_kind = 1000;  // the most that a list returns at once
constexpr std::uint32_t last_requests = 10;
constexpr std::uint32_t last_events = 20;

struct TemplateInFull {
    Template tmpl;
    std::vector<Request> requests;
    std::vector<Machine> machines;
    std::vector<RecordedEvent> events;

    static constexpr auto describe =
        message("TemplateInFull", "A template and what was made of it.", flat<&TemplateInFull::tmpl>(),
                field<&TemplateInFull::requests>("requests", "its last requests"),
                field<&TemplateInFull::machines>("machines", "its live machines"),
                field<&TemplateInFull::events>("events", "its last events"));
};

struct RequestInFull {
    Request request;
    std::vector<Machine> machines;
    std::vector<RecordedEvent> events;

    static constexpr auto describe =
        message("RequestInFull", "A request and its machines.", flat<&RequestInFull::request>(),
                field<&RequestInFull::machines>("machines", "those that it brought, or gives back"),
                field<&RequestInFull::events>("events", "its last events"));
};

struct MachineInFull {
    Machine machine;
    std::vector<RecordedEvent> events;

    static constexpr auto describe =
        message("MachineInFull", "A machine and its history.", flat<&MachineInFull::machine>(),
                field<&MachineInFull::events>("events", "its last events"));
};

struct ProviderInFull {
    ProviderAggregate provider;
    std::vector<ListedTemplate> templates;
    std::vector<Machine> machines;
    std::vector<RecordedEvent> events;

    static constexpr auto describe =
        message("ProviderInFull", "A provider and what it is used for.", flat<&ProviderInFull::provider>(),
                field<&ProviderInFull::templates>("templates", "those that it makes machines of"),
                field<&ProviderInFull::machines>("machines", "its live machines"),
                field<&ProviderInFull::events>("events", "its last events"));
};

// Asks several queries in turn; the first failure fails the whole.
class Inquiry {
public:
    explicit Inquiry(Client& client) : client_(client) {}

    template <class Q>
    auto ask(const Q& query) -> std::optional<typename Q::Result> {
        if (failure_) return std::nullopt;
        auto reply = client_.query(query);
        if (reply) return std::move(reply->result);
        failure_ = std::move(reply.error());
        return std::nullopt;
    }
    template <class Q>
    auto items(const Q& query) {
        auto list = ask(query);
        return list ? std::move(list->items) : decltype(list->items){};
    }

    std::vector<RecordedEvent> events_of(Category category, const std::string& stream) {
        return items(GetHistory{stream, category, std::nullopt, last_events});
    }

    [[nodiscard]] const std::optional<CallFailure>& failure() const { return failure_; }

private:
    Client& client_;
    std::optional<CallFailure> failure_;
};

std::vector<Machine> live_machines(Inquiry& inquiry, ListMachines list) {
    list.live_only = true;
    list.page.limit = most_of_a_kind;
    return inquiry.items(list);
}

TemplateInFull template_in_full(Inquiry& inquiry, const std::string& id) {
    TemplateInFull whole;
    whole.tmpl = inquiry.ask(GetTemplate{{id}}).value_or(Template{});
    ListRequests requests;
    requests.template_id = TemplateId{id};
    requests.page.limit = last_requests;
    whole.requests = inquiry.items(requests);
    ListMachines machines;
    machines.template_id = TemplateId{id};
    whole.machines = live_machines(inquiry, machines);
    whole.events = inquiry.events_of(Category::template_, id);
    return whole;
}

RequestInFull request_in_full(Inquiry& inquiry, const std::string& id) {
    RequestInFull whole;
    whole.request = inquiry.ask(GetRequest{{id}}).value_or(Request{});
    ListMachines machines;
    machines.request_id = RequestId{id};
    machines.page.limit = most_of_a_kind;
    whole.machines = inquiry.items(machines);
    whole.events = inquiry.events_of(Category::request, id);
    return whole;
}

MachineInFull machine_in_full(Inquiry& inquiry, const std::string& id) {
    MachineInFull whole;
    whole.machine = inquiry.ask(GetMachine{{id}}).value_or(Machine{});
    whole.events = inquiry.events_of(Category::machine, id);
    return whole;
}

ProviderInFull provider_in_full(Inquiry& inquiry, const std::string& name) {
    ProviderInFull whole;
    whole.provider = inquiry.ask(GetProvider{{name}}).value_or(ProviderAggregate{});
    ListTemplates templates;
    templates.provider = ProviderName{name};
    templates.active_only = false;
    templates.page.limit = most_of_a_kind;
    whole.templates = inquiry.items(templates);
    ListMachines machines;
    machines.provider = ProviderName{name};
    whole.machines = live_machines(inquiry, machines);
    whole.events = inquiry.events_of(Category::provider, name);
    return whole;
}

template <class Whole>
void add(CommandLine& line, std::string_view noun, std::string_view help, std::string_view id_type,
         Whole (*make)(Inquiry&, const std::string&)) {
    const auto id = std::make_shared<std::string>();
    auto& app = line.add("describe", noun, help);
    auto* place = app.add_option("ID", *id, std::string(id_type));
    line.offer(*place->required(), {.ids_of = std::string(id_type)});
    line.does(app, [id, id_type, make, &global = line.global()](Client& client) {
        const auto whole_id_given = whole_id(client, id_type, *id);
        if (!whole_id_given) return tell_usage(whole_id_given.error());
        Inquiry inquiry(client);
        const auto whole = make(inquiry, *whole_id_given);
        if (inquiry.failure()) return tell(*inquiry.failure());
        Value value;
        static_cast<void>(client.read(client.codec().encode(whole), type_of<Value>, &value));
        print(
            rendered(global.output(), value, type_of<Whole>, {}, client.codec(), present_at(client, global.output())));
        return ExitStatus::ok;
    });
}

}  // namespace

void add_describe(CommandLine& line) {
    add(line, "template", "A template, its last requests, live machines and events.", "template id", template_in_full);
    add(line, "request", "A request, its machines and last events.", "request id", request_in_full);
    add(line, "machine", "A machine and its last events.", "machine id", machine_in_full);
    add(line, "provider", "A provider, its templates, live machines and last events.", "provider name",
        provider_in_full);
}

}  // namespace hf::ctl
