#include "tests/simulation/promises/own_alone.hpp"

#include <algorithm>
#include <set>

#include "core/queries/count_machines.hpp"
#include "core/queries/get_history.hpp"
#include "core/queries/get_machine.hpp"
#include "core/queries/get_request.hpp"
#include "core/queries/get_return_notices.hpp"
#include "core/queries/list_machines.hpp"
#include "core/queries/list_requests.hpp"
#include "core/queries/list_return_requests.hpp"
#include "core/queries/read_events.hpp"
#include "core/queries/read_snapshot.hpp"
#include "tests/simulation/people/names.hpp"
#include "tests/simulation/people/question.hpp"
#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {
namespace {

struct Onlooker {
    const char* from;
    std::optional<std::string> on_behalf_of;
    std::string owner;
};

constexpr std::uint32_t most_listed = 1000;

bool is_of_one_owner(Category category) { return category == Category::request || category == Category::machine; }

bool says_not_found(const Error& refusal) {
    return refusal.code == Code::request_not_found || refusal.code == Code::machine_not_found;
}

}  // namespace

// Everything that one of them is asked about, with what the daemon answers.
class OwnAlone::Look {
public:
    Look(const OwnAlone& of, const ReadModels& models, const Ask& ask, Onlooker onlooker)
        : of_(of), models_(models), ask_(ask), onlooker_(std::move(onlooker)) {}

    void at_events(Position after, Position until) const {
        ReadEvents query{.after = after};
        query.limit = static_cast<std::uint32_t>(until - after);
        const auto read = answer_to(query);
        std::set<Position> shown;
        for (const auto& event : read.events) {
            must_see(event.category, event.stream, ReadEvents::describe.name);
            shown.insert(event.position);
        }
        for (auto position = after + 1; position <= std::min(until, read.position); ++position) {
            const auto& event = of_.disk_.events.at(position - 1);
            if (sees(event.category, event.stream) && shown.count(position) == 0)
                broken(Promise::own_alone, "event {} of {} is not shown to {}", position, event.stream,
                       onlooker_.owner);
        }
    }

    void at_stream(Category category, const std::string& stream) const {
        at_one(GetHistory{stream, category, {}}, category, stream);
        if (category == Category::request) at_one(GetRequest{{stream}}, category, stream);
        if (category == Category::machine) at_one(GetMachine{{stream}}, category, stream);
    }

    void at_list(std::uint64_t which) const {
        switch (which % 6) {
            case 0: return at_requests();
            case 1: return at_machines();
            case 2: return at_returns();
            case 3: return at_notices();
            case 4: return must_count(CountMachines::describe.name, count_of_machines(), own_machines());
            default: return at_snapshot();
        }
    }

private:
    [[nodiscard]] bool sees(Category category, const std::string& stream) const {
        const auto& state = of_.account_.state();
        if (!is_of_one_owner(category)) return true;
        const auto* machine = category == Category::machine ? state.find(MachineId{stream}) : nullptr;
        const auto* request = state.find(machine ? machine->spec.request_id : RequestId{stream});
        return request && request->ordered_by == onlooker_.owner;
    }

    void must_see(Category category, const std::string& stream, std::string_view type) const {
        if (!sees(category, stream))
            broken(Promise::own_alone, "{} shows {} the {} {}, which is another's", type, onlooker_.owner,
                   name_of(category), stream);
    }

    template <class Q>
    Reply reply_to(const Q& query) const {
        Reply reply;
        const auto answer = ask_(question_of(query, of_.codec_, onlooker_.on_behalf_of), onlooker_.from);
        if (const auto problem = of_.codec_.decode(answer, reply))
            broken(Promise::p7_a_clear_answer, "the answer to {} can't be read: {}", Q::describe.name,
                   problem->message);
        return reply;
    }

    template <class Q>
    typename Q::Result answer_to(const Q& query) const {
        const auto reply = reply_to(query);
        if (reply.error)
            broken(Promise::p7_a_clear_answer, "{} is refused: {}", Q::describe.name, reply.error->message);
        typename Q::Result result;
        if (const auto problem = of_.codec_.decode(reply.result->msgpack, result))
            broken(Promise::p7_a_clear_answer, "the result of {} can't be read: {}", Q::describe.name,
                   problem->message);
        return result;
    }

    // What is another's is answered as what there is not.
    template <class Q>
    void at_one(const Q& query, Category category, const std::string& stream) const {
        const auto reply = reply_to(query);
        if (!reply.error) return must_see(category, stream, Q::describe.name);
        if (!says_not_found(*reply.error) || sees(category, stream))
            broken(Promise::own_alone, "{} of {} is refused to {}: {}", Q::describe.name, stream, onlooker_.owner,
                   reply.error->message);
    }

    void must_count(std::string_view type, std::uint64_t told, std::uint64_t own) const {
        if (told != own)
            broken(Promise::own_alone, "{} counts {} for {}, who has {}", type, told, onlooker_.owner, own);
    }
    [[nodiscard]] std::uint64_t own_requests() const {
        return models_.read([&](const View& view) {
            std::uint64_t count = 0;
            for (const auto& request : view.state.requests()) count += request.ordered_by == onlooker_.owner ? 1U : 0U;
            return count;
        });
    }
    [[nodiscard]] std::uint64_t own_machines() const {
        return models_.read([&](const View& view) {
            std::uint64_t count = 0;
            for (const auto& machine : view.state.machines())
                count += sees(Category::machine, machine.spec.machine_id.value) ? 1U : 0U;
            return count;
        });
    }
    [[nodiscard]] std::uint64_t count_of_machines() const {
        return answer_to(CountMachines{MachineGrouping::provider, false}).total;
    }

    void at_requests() const {
        ListRequests query;
        query.page.limit = most_listed;
        const auto listed = answer_to(query);
        for (const auto& request : listed.items)
            must_see(Category::request, request.request_id.value, ListRequests::describe.name);
        must_count(ListRequests::describe.name, listed.total, own_requests());
    }
    void at_machines() const {
        ListMachines query;
        query.page.limit = most_listed;
        const auto listed = answer_to(query);
        for (const auto& machine : listed.items)
            must_see(Category::machine, machine.spec.machine_id.value, ListMachines::describe.name);
        must_count(ListMachines::describe.name, listed.total, own_machines());
    }
    void at_returns() const {
        ListReturnRequests query;
        query.page.limit = most_listed;
        for (const auto& request : answer_to(query).items)
            must_see(Category::request, request.request_id.value, ListReturnRequests::describe.name);
    }
    void at_notices() const {
        GetReturnNotices query;
        query.limit = most_listed;
        for (const auto& notice : answer_to(query).items)
            must_see(Category::machine, notice.machine_id.value, GetReturnNotices::describe.name);
    }
    void at_snapshot() const {
        for (const auto& item : answer_to(ReadSnapshot{{}, most_listed}).items)
            must_see(item.category, item.id, ReadSnapshot::describe.name);
    }

    const OwnAlone& of_;
    const ReadModels& models_;
    const Ask& ask_;
    const Onlooker onlooker_;
};

void OwnAlone::hold(const ReadModels& models, const Ask& ask) {
    const auto now = models.read([](const View& view) { return view.state.position(); });
    // What is pruned is in no answer any more.
    const auto after = std::max(held_, disk_.pruned);
    if (now <= after) return;
    std::set<std::pair<Category, std::string>> changed;
    for (auto position = after + 1; position <= now; ++position)
        if (const auto& event = disk_.events.at(position - 1); is_of_one_owner(event.category))
            changed.emplace(event.category, event.stream);
    for (const auto& onlooker : {Onlooker{user, std::nullopt, user}, Onlooker{gateway, stranger, stranger}}) {
        const Look look(*this, models, ask, onlooker);
        look.at_events(after, now);
        for (const auto& [category, stream] : changed) look.at_stream(category, stream);
        look.at_list(lists_);
    }
    ++lists_;
    held_ = now;
}

}  // namespace hf::simulation
