#include "ctl/plugin/calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include "adapters/system/system_clock.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/return_machines.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_templates.hpp"
#include "ctl/plugin/mapping.hpp"

namespace hf::plugin {
namespace {

constexpr std::uint32_t page_size = 1000;
// Beyond so many machines their names would be the larger part of every answer.
constexpr std::size_t most_named_machines = 10'000;

template <class T>
using Asked = tl::expected<T, CallFailure>;

tl::unexpected<std::string> unanswered(const CallFailure& failure) {
    return tl::make_unexpected(failure.kind == CallFailure::Kind::refused
                                   ? fmt::format("{}: {}", name_of(failure.error.code), failure.error.message)
                                   : failure.error.message);
}

// What the daemon refuses for good is an answer, too; what may work later is none.
Output refused_or_unanswered(const CallFailure& failure) {
    if (failure.kind != CallFailure::Kind::refused) return unanswered(failure);
    switch (failure.error.code) {
        case Code::busy:
        case Code::shutting_down:
        case Code::storage_error:
        case Code::internal: return unanswered(failure);
        default: return ValueMap{{"message", failure.error.message}};
    }
}

// All pages of a list, or as many as hold `most` items; and how many there are in all.
template <class Q, class Item>
Asked<std::uint64_t> read_list(Client& client, Q query, std::size_t most, std::vector<Item>& items) {
    query.page = {page_size, 0};
    while (true) {
        auto page = client.query(query);
        if (!page) return tl::make_unexpected(page.error());
        auto& read = page->result;
        std::move(read.items.begin(), read.items.end(), std::back_inserter(items));
        query.page.offset += page_size;
        if (query.page.offset >= read.total || read.items.empty() || items.size() >= most) return read.total;
    }
}

// What is known of some machines, asked for in portions that a query takes.
Asked<void> look_up(Client& client, std::optional<std::vector<std::string>> ListMachines::*by,
                    const std::vector<std::string>& words, KnownMachines& known) {
    for (std::size_t i = 0; i < words.size(); i += page_size) {
        const auto end = std::min(words.size(), i + page_size);
        ListMachines query;
        query.*by = std::vector<std::string>(words.begin() + static_cast<std::ptrdiff_t>(i),
                                             words.begin() + static_cast<std::ptrdiff_t>(end));
        query.page.limit = page_size;
        const auto found = client.query(query);
        if (!found) return tl::make_unexpected(found.error());
        for (const auto& machine : found->result.items) known.add(machine);
    }
    return {};
}

Asked<KnownMachines> look_up(Client& client, const std::vector<NamedMachine>& machines) {
    KnownMachines known;
    std::vector<std::string> ids;
    for (const auto& machine : machines)
        if (!machine.machine_id.empty()) ids.push_back(machine.machine_id);
    if (auto done = look_up(client, &ListMachines::machine_ids, ids, known); !done)
        return tl::make_unexpected(done.error());

    std::vector<std::string> names;
    for (const auto& machine : machines)
        if (!machine.name.empty() && !known.by_id(machine.machine_id)) names.push_back(machine.name);
    if (auto done = look_up(client, &ListMachines::names, names, known); !done)
        return tl::make_unexpected(done.error());
    return known;
}

using NamesByTemplate = std::map<std::string, std::vector<std::string>>;

Asked<std::optional<NamesByTemplate>> names_of_live_machines(Client& client) {
    ListMachines query;
    query.live_only = true;
    std::vector<Machine> machines;
    const auto total = read_list(client, query, most_named_machines, machines);
    if (!total) return tl::make_unexpected(total.error());
    if (*total > most_named_machines) return std::nullopt;
    // A machine can be on two pages when another one came between them.
    std::map<std::string, std::set<std::string>> names;
    for (const auto& machine : machines)
        if (!machine.spec.name.empty()) names[machine.spec.template_id.value].insert(machine.spec.name);
    NamesByTemplate result;
    for (const auto& [id, of_template] : names) result[id].assign(of_template.begin(), of_template.end());
    return result;
}

Output get_available_templates(Client& client, const Value&) {
    std::vector<Template> templates;
    if (const auto read = read_list(client, ListTemplates{}, SIZE_MAX, templates); !read)
        return unanswered(read.error());
    auto names = names_of_live_machines(client);
    if (!names) return unanswered(names.error());
    ValueList list;
    for (const auto& tmpl : templates)
        list.push_back(
            to_template(tmpl, *names ? std::optional((**names)[tmpl.spec.template_id.value]) : std::nullopt));
    return ValueMap{{"message", "Get available templates success."}, {"templates", std::move(list)}};
}

Output request_machines(Client& client, const Value& input) {
    const auto wanted = read_wanted_machines(input);
    if (!wanted) return tl::make_unexpected(wanted.error());
    CreateRequest command;
    command.template_id.value = wanted->template_id;
    command.machine_count = wanted->count;
    const auto accepted = client.command(command);
    if (!accepted) return refused_or_unanswered(accepted.error());
    return ValueMap{{"message", "Request VM success."}, {"requestId", accepted->result.request_id.value}};
}

Output get_request_status(Client& client, const Value& input) {
    const auto ids = read_request_ids(input);
    if (!ids) return tl::make_unexpected(ids.error());
    ValueList requests;
    for (const auto& id : *ids) {
        const auto report = client.query(GetRequestStatus{{id}, true});
        if (report) {
            requests.push_back(to_request(report->result));
            continue;
        }
        const auto& why = report.error();
        // What can't be an id of ours is an unknown one, too.
        const bool unknown = why.kind == CallFailure::Kind::refused &&
                             (why.error.code == Code::request_not_found || why.error.code == Code::validation_error);
        if (!unknown) return unanswered(why);
        requests.push_back(to_unknown_request(id, why.error.message));
    }
    return ValueMap{{"message", "Get request status success."}, {"requests", std::move(requests)}};
}

Output request_return_machines(Client& client, const Value& input) {
    const auto machines = read_machines(input);
    if (!machines) return tl::make_unexpected(machines.error());
    if (machines->empty()) return ValueMap{{"message", "No machines are named."}};
    const auto known = look_up(client, *machines);
    if (!known) return unanswered(known.error());

    ReturnMachines command;
    command.ignore_unknown = true;
    command.reason = "returned by the scheduler";
    std::set<std::string> ids;
    std::size_t live = 0;
    for (const auto& named : *machines) {
        if (const auto* machine = known->find(named)) {
            if (!ids.insert(machine->spec.machine_id.value).second) continue;
            if (machine->live()) ++live;
            command.machine_ids.push_back(machine->spec.machine_id);
        } else {
            // As names, since what they are called need not be a well-formed id.
            command.names.push_back(named.label());
        }
    }
    const auto accepted = client.command(command);
    if (!accepted) return refused_or_unanswered(accepted.error());
    return ValueMap{{"message", return_message(command.machine_ids.size(), live, accepted->result.unknown)},
                    {"requestId", accepted->result.request_id.value}};
}

// For a caller that tells no machines: those that ended of themselves lately, but for
// names that a new machine has taken over.
Asked<ValueList> lately_taken_back(Client& client) {
    const Timestamp since = SystemClock{}.now() + std::chrono::hours(-24);
    std::vector<Machine> live;
    ListMachines query;
    query.live_only = true;
    if (auto read = read_list(client, query, most_named_machines, live); !read)
        return tl::make_unexpected(read.error());
    std::set<std::string> in_use;
    ValueList requests;
    for (const auto& machine : live) {
        in_use.insert(machine.spec.name);
        if (machine.has_run() && taken_back(machine)) requests.push_back(to_return_request(machine.spec.name));
    }
    ListMachines ended;
    ended.status = MachineStatus::failed;
    ended.page.limit = page_size;
    const auto failed = client.query(ended);
    if (!failed) return tl::make_unexpected(failed.error());
    for (const auto& machine : failed->result.items)
        if (machine.has_run() && machine.ended_at && *machine.ended_at > since &&
            in_use.insert(machine.spec.name).second)
            requests.push_back(to_return_request(machine.spec.name));
    return requests;
}

Asked<ValueList> taken_back_of(Client& client, const std::vector<NamedMachine>& machines) {
    const auto known = look_up(client, machines);
    if (!known) return tl::make_unexpected(known.error());
    ValueList requests;
    for (const auto& named : machines) {
        const auto* machine = known->find(named);
        if (machine && !taken_back(*machine)) continue;
        const auto& name = named.name.empty() && machine ? machine->spec.name : named.name;
        requests.push_back(to_return_request(name.empty() ? named.machine_id : name));
    }
    return requests;
}

Output get_return_requests(Client& client, const Value& input) {
    const auto machines = read_machines(input);
    if (!machines) return tl::make_unexpected(machines.error());
    auto requests = machines->empty() ? lately_taken_back(client) : taken_back_of(client, *machines);
    if (!requests) return unanswered(requests.error());
    return ValueMap{{"status", "complete"},
                    {"message", requests->empty() ? "No machines are taken back." : "Machines are taken back."},
                    {"requests", std::move(*requests)}};
}

struct Named {
    std::string_view name;
    CallFunction call;
};

constexpr std::array calls{
    Named{"getAvailableTemplates", &get_available_templates}, Named{"requestMachines", &request_machines},
    Named{"getRequestStatus", &get_request_status},           Named{"requestReturnMachines", &request_return_machines},
    Named{"getReturnRequests", &get_return_requests},
};

}  // namespace

CallFunction find_call(std::string_view name) {
    const auto* found = std::find_if(calls.begin(), calls.end(), [&](const auto& each) { return each.name == name; });
    return found == calls.end() ? nullptr : found->call;
}

}  // namespace hf::plugin
