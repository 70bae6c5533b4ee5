#include "tests/simulation/people/reader.hpp"

#include <algorithm>
#include <array>

#include "core/queries/count_machines.hpp"
#include "core/queries/get_history.hpp"
#include "core/queries/get_machine.hpp"
#include "core/queries/get_request_status.hpp"
#include "core/wire/replies.hpp"
#include "tests/simulation/people/names.hpp"
#include "tests/simulation/people/question.hpp"
#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

template <class All>
std::uint64_t count_if(const All& all, auto holds) {
    std::uint64_t count = 0;
    for (const auto& each : all) count += holds(each) ? 1U : 0U;
    return count;
}

void must_agree(std::string_view what, std::uint64_t listed, std::uint64_t counted) {
    if (listed != counted) broken(Promise::p9_rebuildable, "a list has {} {}, and there are {}", listed, what, counted);
}

}  // namespace

void Reader::begin() {
    world_.schedule.after(random_.between(1s, 2min), [this] {
        ask();
        begin();
    });
}

void Reader::ask() {
    switch (random_.below(5)) {
        case 0: return list_requests();
        case 1: return list_machines();
        case 2: return count_machines();
        case 3: return look_at_one();
        default: return ask_nonsense();
    }
}

template <class Q>
std::optional<typename Q::Result> Reader::answer_to(const Q& query) {
    const auto before = fingerprint_();
    const auto answer = door_.ask(question_of(query, codec_), reader);
    if (fingerprint_() != before) broken(Promise::p4_queries_are_pure, "{} has changed something", Q::describe.name);
    if (!answer) return std::nullopt;
    Reply reply;
    typename Q::Result result;
    if (const auto problem = codec_.decode(*answer, reply))
        broken(Promise::p7_a_clear_answer, "the answer to {} can't be read: {}", Q::describe.name, problem->message);
    check(reply, Q::describe.name);
    if (const auto problem = codec_.decode(reply.result->msgpack, result))
        broken(Promise::p7_a_clear_answer, "the result of {} can't be read: {}", Q::describe.name, problem->message);
    return result;
}

void Reader::check(const Reply& reply, std::string_view type) const {
    if (reply.error) broken(Promise::p7_a_clear_answer, "{} is refused: {}", type, reply.error->message);
    if (reply.position < replies_.told())
        broken(Promise::p5_read_your_writes, "{} reflects position {}, and a reply said {} before", type,
               reply.position.value_or(0), replies_.told());
}

void Reader::list_requests() {
    ListRequests query;
    query.status = static_cast<RequestStatus>(random_.below(enum_names<RequestStatus>.size()));
    query.page.limit = 5;
    if (random_.coin()) query.request_type = RequestType::acquire;
    const auto listed = answer_to(query);
    if (!listed) return;
    door_.models()->read([&](const View& view) {
        must_agree(name_of(*query.status), listed->total, count_if(view.state.requests(), [&](const Request& request) {
                       return request.status == query.status &&
                              (!query.request_type || request.request_type == query.request_type);
                   }));
    });
}

void Reader::list_machines() {
    ListMachines query;
    query.status = static_cast<MachineStatus>(random_.below(enum_names<MachineStatus>.size()));
    query.page.limit = 5;
    if (random_.coin()) query.return_requested = random_.coin();
    const auto listed = answer_to(query);
    if (!listed) return;
    door_.models()->read([&](const View& view) {
        must_agree(name_of(*query.status), listed->total, count_if(view.state.machines(), [&](const Machine& machine) {
                       return machine.status == query.status &&
                              (!query.return_requested || machine.return_requested == query.return_requested);
                   }));
    });
}

void Reader::count_machines() {
    const auto counts = answer_to(CountMachines{MachineGrouping::provider, true});
    if (!counts) return;
    door_.models()->read([&](const View& view) {
        must_agree("machines", counts->total,
                   count_if(view.state.machines(), [](const Machine& machine) { return machine.live(); }));
    });
}

// What the lists say of a machine is what it says itself, and so does its history.
void Reader::look_at_one() {
    const auto* models = door_.models();
    if (!models) return;
    const auto machine = models->read([&](const View& view) -> std::optional<Machine> {
        const auto count = view.state.machines().size();
        if (count == 0) return std::nullopt;
        return view.machines.at(static_cast<Ordinal>(random_.below(count)));
    });
    if (!machine) return;
    const auto found = answer_to(GetMachine{machine->spec.machine_id});
    if (found && (found->status != machine->status || found->version != machine->version))
        broken(Promise::p9_rebuildable, "machine {} is reported as another one", machine->spec.machine_id);
    const auto reports = answer_to(GetRequestStatus{machine->spec.request_id, std::nullopt, true});
    if (reports && reports->items.size() != 1)
        broken(Promise::p9_rebuildable, "request {} is not known", machine->spec.request_id);
}

void Reader::ask_nonsense() {
    std::string nonsense;
    for (auto left = random_.below(40); left > 0; --left) nonsense += static_cast<char>(random_.below(256));
    const auto answer = door_.ask(nonsense, reader);
    if (!answer) return;
    Reply reply;
    if (codec_.decode(*answer, reply) || !reply.error)
        broken(Promise::p7_a_clear_answer, "nonsense gets no clear answer from a query");
}

}  // namespace hf::simulation
