#include "core/snapshots/contradictions.hpp"

#include <algorithm>

namespace hf {
namespace {

template <class... Args>
[[noreturn]] void contradict(fmt::format_string<Args...> words, Args&&... args) {
    throw SnapshotError("the snapshot contradicts itself: " + fmt::format(words, std::forward<Args>(args)...));
}

template <class T>
void check_positions(const T& aggregate, std::string_view what, std::string_view id, Position head) {
    if (id.empty()) contradict("a {} has no id", what);
    if (aggregate.changed_at > head || aggregate.last_position > aggregate.changed_at)
        contradict("{} {} has its last event at {}, was changed at {}, and the snapshot is of {}", what, id,
                   aggregate.last_position, aggregate.changed_at, head);
}

template <class T>
std::vector<const T*> by_ordinal(const auto& items) {
    std::vector<const T*> sorted;
    for (const T& item : items) sorted.push_back(&item);
    std::ranges::sort(sorted, {}, &T::ordinal);
    return sorted;
}

class Comparing {
public:
    explicit Comparing(const State& state) : state_(state), returns_seen_(state.machines().size()) {}

    void compare() {
        for (const auto* request : by_ordinal<Request>(state_.requests()))
            request->request_type == RequestType::acquire ? compare_acquire(*request) : compare_return(*request);
        if (listed_ != state_.machines().size())
            contradict("there are {} machines, and requests have {}", state_.machines().size(), listed_);
        for (const auto& machine : state_.machines()) compare(machine);
        compare_positions(&Machine::named_at, "were named");
        compare_positions(&Machine::taken_back_at, "were taken back");
        for (const auto& tmpl : state_.templates()) compare(tmpl);
        for (const auto& provider : state_.providers()) compare(provider);
        compare_gone(state_.deleted_templates(), "template");
        compare_gone(state_.removed_providers(), "provider");
    }

private:
    const Machine& machine_of(const Request& request, const MachineId& id) {
        const auto* machine = state_.find(id);
        if (!machine) contradict("request {} names machine {}, which is not known", request.request_id, id);
        if (machine->ordinal >= returns_seen_.size())
            contradict("machine {} is number {} of {}", id, machine->ordinal, returns_seen_.size());
        return *machine;
    }
    static void compare_count(const Request& request, std::string_view what, std::uint32_t said,
                              std::uint32_t counted) {
        if (said != counted) contradict("request {} has {} {}, and says {}", request.request_id, counted, what, said);
    }
    static void compare_counts(const Request& request, const Request& counted) {
        compare_count(request, "live", request.live, counted.live);
        compare_count(request, "starting", request.starting, counted.starting);
        compare_count(request, "that succeeded", request.succeeded_count, counted.succeeded_count);
        compare_count(request, "that failed", request.failed_count, counted.failed_count);
        compare_count(request, "that never ran", request.stillborn, counted.stillborn);
    }

    void compare_acquire(const Request& request) {
        const auto& id = request.request_id;
        if (!request.template_id || !request.provider) contradict("request {} has no template or no provider", id);
        if (request.open() && !state_.find(*request.template_id))
            contradict("request {} is open, and its template {} is not known", id, *request.template_id);
        if ((request.open() || request.launch) && !state_.find(*request.provider))
            contradict("request {} waits for provider {}, which is not known", id, *request.provider);
        Request counted;
        std::optional<Ordinal> last;
        for (const auto& machine_id : request.machine_ids) {
            const auto& machine = machine_of(request, machine_id);
            if (machine.spec.request_id != id)
                contradict("request {} has machine {}, which is of {}", id, machine_id, machine.spec.request_id);
            if (last && *last >= machine.ordinal)
                contradict("request {} has machine {} twice or too late", id, machine_id);
            last = machine.ordinal;
            count(counted, machine, {}, tally_of(machine));
        }
        listed_ += request.machine_ids.size();
        compare_counts(request, counted);
    }

    // In the order of the returns, so that each of a machine's returns is met in its turn.
    void compare_return(const Request& request) {
        const auto& id = request.request_id;
        if (request.launch || request.provider) contradict("return {} makes machines", id);
        Request counted;
        for (const auto& machine_id : request.machine_ids) {
            const auto& machine = machine_of(request, machine_id);
            auto& seen = returns_seen_[machine.ordinal];
            if (seen >= machine.returns.size() || machine.returns[seen] != id)
                contradict("return {} names machine {}, which doesn't know of it", id, machine_id);
            ++seen;
            counted.succeeded_count += machine.live() ? 0 : 1;
        }
        compare_counts(request, counted);
    }

    void compare(const Machine& machine) const {
        const auto& id = machine.spec.machine_id;
        if (machine.live() && !state_.find(machine.spec.provider))
            contradict("machine {} lives at provider {}, which is not known", id, machine.spec.provider);
        if (returns_seen_[machine.ordinal] != machine.returns.size())
            contradict("machine {} is part of {}, which is no return that names it", id,
                       machine.returns[returns_seen_[machine.ordinal]]);
        if (machine.return_request_id && !state_.find(*machine.return_request_id))
            contradict("machine {} is given back by {}, which is not known", id, *machine.return_request_id);
    }

    // One event concerns one machine.
    void compare_positions(Position Machine::*at, std::string_view what) const {
        std::vector<Position> positions;
        for (const auto& machine : state_.machines())
            if (machine.*at > 0) positions.push_back(machine.*at);
        std::ranges::sort(positions);
        if (const auto twice = std::ranges::adjacent_find(positions); twice != positions.end())
            contradict("several machines {} at {}", what, *twice);
    }

    void compare(const Template& tmpl) const {
        if (const auto in_use = state_.derived().in_use(tmpl.spec.template_id); in_use != tmpl.machines_in_use)
            contradict("template {} has {} in use, and says {}", tmpl.spec.template_id, in_use, tmpl.machines_in_use);
    }
    void compare(const ProviderAggregate& provider) const {
        const auto load = state_.derived().load_of(provider.name);
        if (load.open_requests != provider.open_requests || load.live_machines != provider.live_machines)
            contradict("provider {} has {} open requests and {} live machines, and says {} and {}", provider.name,
                       load.open_requests, load.live_machines, provider.open_requests, provider.live_machines);
    }
    void compare_gone(const auto& gone, std::string_view what) const {
        for (const auto& [id, end] : gone)
            if (state_.find(id)) contradict("{} {} was removed, and is there", what, id);
    }

    const State& state_;
    std::vector<std::size_t> returns_seen_;  // of each machine
    std::size_t listed_ = 0;                 // machines that requests have
};

}  // namespace

void refuse_contradictions(const Template& tmpl, Position head) {
    check_positions(tmpl, "template", tmpl.spec.template_id.value, head);
}

void refuse_contradictions(const Request& request, Position head) {
    check_positions(request, "request", request.request_id.value, head);
    if (request.source >= most_sources)
        contradict("request {} asks source {} of at most {}", request.request_id, request.source, most_sources);
}

void refuse_contradictions(const Machine& machine, Position head) {
    check_positions(machine, "machine", machine.spec.machine_id.value, head);
    if (machine.live() == machine.ended_at.has_value() || (machine.ended_at && *machine.ended_at <= Timestamp{}))
        contradict("machine {} is {}, and has {} time when it ended", machine.spec.machine_id, name_of(machine.status),
                   machine.ended_at ? "a" : "no");
    if (machine.named_at == 0 || std::max(machine.named_at, machine.taken_back_at) > head)
        contradict("machine {} was named at {} and taken back at {}, and the snapshot is of {}",
                   machine.spec.machine_id, machine.named_at, machine.taken_back_at, head);
}

void refuse_contradictions(const ProviderAggregate& provider, Position head) {
    check_positions(provider, "provider", provider.name.value, head);
}

void refuse_contradictions(const State& state) { Comparing(state).compare(); }

}  // namespace hf
