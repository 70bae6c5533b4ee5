#include "ctl/plugin/calls.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <set>
#include <span>

#include "adapters/system/system_clock.hpp"
#include "core/commands/cancel_request.hpp"
#include "core/commands/claim_requests.hpp"
#include "core/commands/create_request.hpp"
#include "core/commands/return_machines.hpp"
#include "core/queries/check_unknown_machines.hpp"
#include "core/queries/get_return_notices.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_templates.hpp"
#include "ctl/plugin/mapping.hpp"

namespace hf::plugin {
namespace {

constexpr std::uint32_t page_size = 1000;
// With more machines their names would be the larger part of every answer.
constexpr std::size_t most_named_machines = 10'000;
// As many as one ReturnMachines takes.
constexpr std::size_t most_returned = 10'000;

template <class T>
using Asked = tl::expected<T, CallFailure>;

// An administrator reads the message without the call, so the message says which setting of the plug-in is wrong.
std::string in_words(const Error& refusal) {
    if (refusal.field != "on_behalf_of") return refusal.message;
    return refusal.message +
           "; the plug-in asks for another by HOSTFACTORY_ON_BEHALF_OF, or plugin.on_behalf_of in hostfactory.yaml";
}

tl::unexpected<std::string> unanswered(const CallFailure& failure) {
    return tl::make_unexpected(failure.kind == CallFailure::Kind::refused
                                   ? fmt::format("{}: {}", name_of(failure.error.code), in_words(failure.error))
                                   : failure.error.message);
}

// A final refusal by the daemon is an answer, too; a temporary one is not.
Output refused_or_unanswered(const CallFailure& failure) {
    if (failure.kind != CallFailure::Kind::refused) return unanswered(failure);
    switch (failure.error.code) {
        case Code::busy:
        case Code::shutting_down:
        case Code::storage_error:
        case Code::internal: return unanswered(failure);
        default: return ValueMap{{"message", in_words(failure.error)}};
    }
}

// Reads all pages of a list, or until there are `most` items; returns the total number of items.
template <class Q, class Item>
Asked<std::uint64_t> read_list(Client& client, Q query, std::size_t most, std::vector<Item>& items,
                               const CallOptions& options = {}) {
    query.page.limit = page_size;
    while (true) {
        auto page = client.query(query, options);
        if (!page) return tl::make_unexpected(page.error());
        auto& read = page->result;
        std::move(read.items.begin(), read.items.end(), std::back_inserter(items));
        if (!read.next || items.size() >= most) return read.total;
        query.page.after = std::move(read.next);
    }
}

// Looks up machines, in portions that a query accepts.
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
        if (machine.machine_id.empty()) names.push_back(machine.name);
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
    std::map<std::string, std::set<std::string>> names;
    for (const auto& machine : machines)
        if (!machine.spec.name.empty()) names[machine.spec.template_id.value].insert(machine.spec.name);
    NamesByTemplate result;
    for (const auto& [id, of_template] : names) result[id].assign(of_template.begin(), of_template.end());
    return result;
}

// A few settings of the configurations are for schedulers. A plug-in that is no operator does without them. The
// templates are the scheduler's, and not those of the user for whom it orders.
Asked<std::vector<ListedTemplate>> active_templates(Client& client) {
    ListTemplates query;
    query.include_configuration = true;
    CallOptions itself;
    itself.on_behalf_of = "";
    std::vector<ListedTemplate> templates;
    auto read = read_list(client, query, SIZE_MAX, templates, itself);
    if (!read && read.error().error.code == Code::forbidden) {
        query.include_configuration = false;
        read = read_list(client, query, SIZE_MAX, templates, itself);
    }
    if (!read) return tl::make_unexpected(read.error());
    return templates;
}

Output get_available_templates(Client& client, const Value&) {
    const auto templates = active_templates(client);
    if (!templates) return unanswered(templates.error());
    auto names = names_of_live_machines(client);
    if (!names) return unanswered(names.error());
    ValueList list;
    for (const auto& [tmpl, given] : *templates)
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
    command.as_template_allows = true;
    const auto unclaimed_s = read_unclaimed_s(std::getenv("HOSTFACTORY_UNCLAIMED_S"));
    if (!unclaimed_s) return tl::make_unexpected(unclaimed_s.error());
    command.unclaimed_s = *unclaimed_s;
    const auto accepted = client.command(command);
    if (!accepted) return refused_or_unanswered(accepted.error());
    return ValueMap{{"message", "Request VM success."}, {"requestId", accepted->result.request_id.value}};
}

using Reports = std::map<std::string, RequestReport, std::less<>>;

// Asks for all requests in one query, or for half of them at a time if one answer cannot hold them.
Asked<void> report_on(Client& client, std::span<const std::string> ids, Reports& reports) {
    const auto by_halves = [&]() -> Asked<void> {
        const auto half = ids.size() / 2;
        if (auto done = report_on(client, ids.first(half), reports); !done) return done;
        return report_on(client, ids.subspan(half), reports);
    };
    if (ids.size() > page_size) return by_halves();
    GetRequestStatus query;
    query.request_ids.emplace(ids.begin(), ids.end());
    query.include_machines = true;
    auto told = client.query(query);
    if (!told && told.error().error.code == Code::limit_exceeded && ids.size() > 1) return by_halves();
    if (!told) return tl::make_unexpected(told.error());
    for (auto& report : told->result.items) reports.emplace(report.request.request_id.value, std::move(report));
    return {};
}

// Says that the scheduler knows of these requests. Where that fails, the next poll says so again.
void claim(Client& client, const Reports& reports) {
    ClaimRequests command;
    for (const auto& [id, report] : reports)
        if (report.request.claim_by && command.request_ids.size() < page_size) command.request_ids.push_back({id});
    if (!command.request_ids.empty()) static_cast<void>(client.command(command));
}

Output get_request_status(Client& client, const Value& input) {
    const auto ids = read_request_ids(input);
    if (!ids) return tl::make_unexpected(ids.error());
    Reports reports;
    if (const auto done = report_on(client, *ids, reports); !done) return unanswered(done.error());
    claim(client, reports);
    ValueList requests;
    for (const auto& id : *ids) {
        const auto report = reports.find(id);
        requests.push_back(report != reports.end()
                               ? to_request(report->second)
                               : to_unknown_request(id, fmt::format("request {} does not exist", id)));
    }
    return ValueMap{{"message", "Get request status success."}, {"requests", std::move(requests)}};
}

// What a call for the return of machines has named, in commands that the daemon takes.
struct Returning {
    std::vector<ReturnMachines> commands;
    std::set<std::string> known;
    std::size_t live = 0;
    std::vector<std::string> unknown;

    ReturnMachines& next() {
        if (commands.empty() || commands.back().machine_ids.size() + commands.back().names.size() >= most_returned) {
            auto& command = commands.emplace_back();
            command.ignore_unknown = true;
            command.reason = "returned by the scheduler";
        }
        return commands.back();
    }
    void add(const NamedMachine& named, const Machine* machine) {
        if (machine) {
            if (!known.insert(machine->spec.machine_id.value).second) return;
            live += machine->live() ? 1 : 0;
            next().machine_ids.push_back(machine->spec.machine_id);
        } else if (named.machine_id.empty()) {
            next().names.push_back(named.name);
        } else if (MachineId::check(named.machine_id).empty()) {
            next().machine_ids.push_back({named.machine_id});
        } else {
            unknown.push_back(named.label());
        }
    }
};

Output request_return_machines(Client& client, const Value& input) {
    const auto machines = read_machines(input);
    if (!machines) return tl::make_unexpected(machines.error());
    if (machines->empty()) return ValueMap{{"message", "No machines are named."}};
    const auto known = look_up(client, *machines);
    if (!known) return unanswered(known.error());

    Returning returning;
    for (const auto& named : *machines) returning.add(named, known->find(named));
    auto& unknown = returning.unknown;
    std::vector<std::string> returns;
    for (const auto& command : returning.commands) {
        const auto accepted = client.command(command);
        // A scheduler that hears of no return asks for all of them again.
        if (!accepted) return refused_or_unanswered(accepted.error());
        const auto& told = accepted->result.unknown;
        unknown.insert(unknown.end(), told.begin(), told.end());
        returns.push_back(accepted->result.request_id.value);
    }
    auto message = return_message(returning.known.size(), returning.live, unknown);
    if (returns.empty()) return ValueMap{{"message", std::move(message)}};
    // Host Factory's contract has one id, of one form. The last return is the one that ends last.
    if (returns.size() > 1) message += fmt::format(" These are the returns {}.", fmt::join(returns, ", "));
    return ValueMap{{"message", std::move(message)}, {"requestId", returns.back()}};
}

Asked<std::vector<ReturnNotice>> notices_since(Client& client, Timestamp since) {
    GetReturnNotices query;
    query.since = since;
    query.limit = page_size;
    std::vector<ReturnNotice> notices;
    while (true) {
        auto page = client.query(query);
        if (!page) return tl::make_unexpected(page.error());
        auto& items = page->result.items;
        query.offset += items.size();
        std::move(items.begin(), items.end(), std::back_inserter(notices));
        if (items.empty() || query.offset >= page->result.total) return notices;
    }
}

// What is to be returned of the machines that the caller has named, and what is not recorded.
struct TakenBack {
    ValueList requests;
    std::vector<std::string> unknown;
    std::map<std::string, std::string> name_of;  // of those
};

// For a caller that names no machines: live machines that are being taken back, and machines that
// ended by themselves in the last day, except for names that a new machine has taken over.
Asked<TakenBack> lately_taken_back(Client& client) {
    const auto now = SystemClock{}.now();
    std::vector<Machine> live;
    ListMachines query;
    query.live_only = true;
    if (auto read = read_list(client, query, most_named_machines, live); !read)
        return tl::make_unexpected(read.error());
    std::set<std::string> in_use;
    TakenBack taken;
    auto& requests = taken.requests;
    for (const auto& machine : live) {
        in_use.insert(machine.spec.name);
        if (machine.has_run() && taken_back(machine))
            requests.push_back(to_return_request(machine.spec.name, machine.reclaim_at, now));
    }
    const auto notices = notices_since(client, now + std::chrono::hours(-24));
    if (!notices) return tl::make_unexpected(notices.error());
    for (const auto& notice : *notices)
        if (notice.kind == NoticeKind::ended && in_use.insert(notice.name).second)
            requests.push_back(to_return_request(notice.name, std::nullopt, now));
    return taken;
}

Asked<TakenBack> taken_back_of(Client& client, const std::vector<NamedMachine>& machines) {
    const auto known = look_up(client, machines);
    if (!known) return tl::make_unexpected(known.error());
    const auto now = SystemClock{}.now();
    const auto name_of_machine = [](const NamedMachine& named, const Machine* machine) {
        if (!named.name.empty()) return named.name;
        return machine ? machine->spec.name : named.machine_id;
    };
    // The caller knows machines by name, so a name that a good machine has must not be reported.
    std::set<std::string> good;
    for (const auto& named : machines)
        if (const auto* machine = known->find(named); machine && !taken_back(*machine))
            good.insert(name_of_machine(named, machine));
    TakenBack result;
    for (const auto& named : machines) {
        const auto* machine = known->find(named);
        const auto name = name_of_machine(named, machine);
        if (good.count(name) > 0) continue;
        if (machine) {
            result.requests.push_back(
                to_return_request(name, machine->live() ? machine->reclaim_at : std::nullopt, now));
        } else if (result.name_of.emplace(named.label(), name).second) {
            result.unknown.push_back(named.label());
        }
    }
    return result;
}

// The daemon has the last word on what it does not know: the machines of another site, or of a store that was lost, are
// not to be given back. In quarantine it does not trust what it knows, either.
Asked<std::string> judge_unknown(Client& client, TakenBack& taken) {
    std::vector<std::string> kept;
    auto left = std::span<const std::string>(taken.unknown);
    do {
        const auto part = left.first(std::min(left.size(), most_returned));
        const auto told = client.query(CheckUnknownMachines{{part.begin(), part.end()}});
        if (!told) return tl::make_unexpected(told.error());
        if (!told->result.quarantine.empty()) {
            taken.requests.clear();
            return in_quarantine_message(told->result.quarantine);
        }
        const std::set<std::string> to_return(told->result.to_return.begin(), told->result.to_return.end());
        for (const auto& label : part)
            if (to_return.contains(label))
                taken.requests.push_back(to_return_request(taken.name_of.at(label), std::nullopt, SystemClock{}.now()));
            else
                kept.push_back(label);
        left = left.subspan(part.size());
    } while (!left.empty());
    return taken_back_message(taken.requests.size(), kept);
}

Output get_return_requests(Client& client, const Value& input) {
    const auto machines = read_machines(input);
    if (!machines) return tl::make_unexpected(machines.error());
    auto taken = machines->empty() ? lately_taken_back(client) : taken_back_of(client, *machines);
    if (!taken) return unanswered(taken.error());
    auto message = judge_unknown(client, *taken);
    if (!message) return unanswered(message.error());
    return ValueMap{{"status", "complete"}, {"message", std::move(*message)}, {"requests", std::move(taken->requests)}};
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

std::optional<std::string> undo(Client& client, std::string_view call, const ValueMap& undelivered) {
    const auto found = undelivered.find("requestId");
    const auto* id = found == undelivered.end() ? nullptr : found->second.as<std::string>();
    if (call != "requestMachines" || !id) return std::nullopt;
    constexpr auto why = "the answer to the scheduler could not be delivered";
    if (client.command(CancelRequest{{*id}, why})) return fmt::format("cancelled {}", *id);
    // A request that is complete already can't be cancelled, but its machines can be given back.
    ReturnMachines all;
    all.request_id = RequestId{*id};
    all.reason = why;
    const auto done = client.command(all);
    return done ? fmt::format("gave back the machines of {}", *id)
                : fmt::format("the machines of {} could not be given back: {}", *id, done.error().error.message);
}

CallFunction find_call(std::string_view name) {
    const auto* found = std::find_if(calls.begin(), calls.end(), [&](const auto& each) { return each.name == name; });
    return found == calls.end() ? nullptr : found->call;
}

}  // namespace hf::plugin
