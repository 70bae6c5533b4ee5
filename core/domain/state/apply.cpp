// State::apply(): what an event changes, and in which order it is done.
#include <stdexcept>

#include "core/domain/machine/machine_events.hpp"
#include "core/domain/provider/provider_events.hpp"
#include "core/domain/request/launch_events.hpp"
#include "core/domain/request/provider_quota.hpp"
#include "core/domain/state/state.hpp"
#include "core/domain/template/template_events.hpp"

namespace hf {
namespace {

constexpr Category category_of(const Template&) { return Category::template_; }
constexpr Category category_of(const Request&) { return Category::request; }
constexpr Category category_of(const Machine&) { return Category::machine; }
constexpr Category category_of(const ProviderAggregate&) { return Category::provider; }

}  // namespace

struct State::Effects {
    State& state;
    const EventMeta& meta;

    // Most events change the aggregate in whose stream they stand.
    template <class E>
    void operator()(const E& e) {
        change_own(e);
    }

    // The others create or delete it, or change a related aggregate as well.
    void operator()(const TemplateCreated& e) {
        create(state.templates_, created_by(e, meta));
        state.deleted_templates_.erase(e.spec.template_id);
        show_in_use(e.spec.template_id);
    }
    void operator()(const TemplateDeleted& e) { remove(state.templates_, e.template_id, state.deleted_templates_); }

    void operator()(const RequestCreated& e) {
        if (e.request_type == RequestType::acquire && !e.machine_ids.empty())
            throw std::logic_error(fmt::format("{} has machines before any is launched for it", e.request_id.value));
        create(state.requests_, created_by(e, meta));
        if (e.retry_of)
            change(state.requests_, e.retry_of->value, [&](Request& retried) { retried.retried_by = e.request_id; });
        if (e.request_type != RequestType::give_back) return;
        for (const auto& id : e.machine_ids)
            change(state.machines_, id.value, [&](Machine& machine) {
                machine.returns.push_back(e.request_id);
                // A machine that is to be given back already gets no further event for that.
                if (machine.return_requested) machine.return_request_id = e.request_id;
            });
    }
    void operator()(const LaunchSucceeded& e) { change_own_and_provider(e); }
    void operator()(const LaunchFailed& e) { change_own_and_provider(e); }

    void operator()(const MachineLaunched& e) {
        const auto* made_for = state.find(e.spec.request_id);
        if (!made_for || made_for->request_type != RequestType::acquire)
            throw std::logic_error(fmt::format("{} makes no machines", e.spec.request_id.value));
        create(state.machines_, created_by(e, meta));
    }
    void operator()(const MachineStarted& e) {
        change_own(e);
        const auto* tmpl = state.find(state.find(e.machine_id)->spec.template_id);
        if (tmpl && tmpl->failed_starts > 0)
            change(state.templates_, tmpl->spec.template_id.value, [](Template& t) { t.failed_starts = 0; });
    }
    void operator()(const MachineFailed& e) {
        change_own(e);
        const auto& machine = *state.find(e.machine_id);
        if (machine.has_run()) return;
        change(state.requests_, e.request_id.value, [&](Request& made_for) {
            made_for.last_problem = e.words();
            if (made_for.open()) made_for.status_reason = *made_for.last_problem;
        });
        // The template may have been deleted meanwhile.
        const auto* tmpl = state.find(machine.spec.template_id);
        if (!tmpl || tmpl->failed_token == machine.spec.token) return;
        change(state.templates_, tmpl->spec.template_id.value, [&](Template& t) {
            t.failed_token = machine.spec.token;
            ++t.failed_starts;
        });
    }
    void operator()(const MachineOrderFailed& e) {
        change_own(e);
        if (e.wanted != MachineStatus::terminated) return;
        for (const auto& id : state.find(e.machine_id)->returns)
            change(state.requests_, id.value, [&](Request& give_back) {
                give_back.last_problem = e.words();
                if (give_back.open()) give_back.status_reason = *give_back.last_problem;
            });
    }

    void operator()(const ProviderRegistered& e) {
        create(state.providers_, created_by(e, meta));
        state.removed_providers_.erase(e.name);
    }
    void operator()(const ProviderRemoved& e) { remove(state.providers_, e.name, state.removed_providers_); }

private:
    template <class E>
    void change_own(const E& e) {
        change(aggregates_of<E::category>(), e.stream(), [&](auto& aggregate) {
            evolve(aggregate, e, meta);
            stamp(aggregate);
        });
    }
    template <class E>
    void change_own_and_provider(const E& e) {
        change_own(e);
        const auto* provider = state.find(e.provider);
        if (!provider || !concerns(e, *provider)) return;
        change(state.providers_, e.provider.value, [&](ProviderAggregate& p) { evolve(p, e, meta); });
    }

    template <Category category>
    auto& aggregates_of() {
        if constexpr (category == Category::template_)
            return state.templates_;
        else if constexpr (category == Category::request)
            return state.requests_;
        else if constexpr (category == Category::machine)
            return state.machines_;
        else
            return state.providers_;
    }

    template <class Map, class T>
    void create(Map& map, T aggregate) {
        aggregate.ordinal = state.ordinals_[static_cast<std::size_t>(category_of(aggregate))]++;
        stamp(aggregate);
        note(aggregate);
        settle({}, map.emplace(std::move(aggregate)));
    }

    template <class Map, class Change>
    void change(Map& map, const std::string& id, Change&& make_change) {
        auto& slot = slot_of(map, id);
        auto& aggregate = changeable(slot);
        const auto before = Derived::of(slot);
        make_change(aggregate);
        note(aggregate);
        settle(before, slot);
    }

    template <class Map, class Id>
    void remove(Map& map, const Id& id, std::unordered_map<Id, Gone>& gone) {
        auto& slot = slot_of(map, id.value);
        note(changeable(slot));
        gone[id] = {{meta.stream_version, meta.position}, slot->ordinal};
        state.derived_.move(Derived::of(slot), {});
        map.erase(id);
    }

    template <class T>
    T& changeable(Slot<T>& slot) {
        state.set_aside_.note(slot);
        return slot.change();
    }

    template <class Map>
    static auto& slot_of(Map& map, const std::string& id) {
        auto* slot = map.changeable(id);
        if (!slot) throw std::logic_error(fmt::format("{} is not known", id));
        return *slot;
    }

    // Marks the aggregate in whose stream the event stands as changed.
    template <class T>
    void stamp(T& aggregate) {
        aggregate.updated_at = meta.time;
        aggregate.version = meta.stream_version;
        aggregate.last_position = meta.position;
    }
    template <class T>
    void note(T& aggregate) {
        aggregate.changed_at = meta.position;
        if (state.notes_changes_) state.changes_.push_back({category_of(aggregate), aggregate.ordinal});
    }

    // After a change: what is derived from the aggregate moves, and the change is counted on those that show a count.
    void settle(const Derived::OfTemplate& before, const Slot<Template>& slot) {
        state.derived_.move(before, Derived::of(slot));
    }
    void settle(const Derived::OfProvider& before, const Slot<ProviderAggregate>& slot) {
        state.derived_.move(before, Derived::of(slot));
    }
    void settle(const Derived::OfRequest& before, const Slot<Request>& slot) {
        const auto after = Derived::of(slot);
        state.derived_.move(before, after);
        if (before.in_use != after.in_use && slot->template_id) show_in_use(*slot->template_id);
        if (before.open == after.open && before.provider == after.provider) return;
        if (before.provider) show_load(*before.provider);
        if (after.provider) show_load(*after.provider);
    }
    void settle(const Derived::OfMachine& before, const Slot<Machine>& slot) {
        const auto after = Derived::of(slot);
        state.derived_.move(before, after);
        count_on_requests(before, after, *slot);
        if (before.tally.live != after.tally.live) show_load(slot->spec.provider);
    }

    void count_on_requests(const Derived::OfMachine& before, const Derived::OfMachine& after, const Machine& machine) {
        if (before.tally != after.tally)
            change(state.requests_, machine.spec.request_id.value,
                   [&](Request& made_for) { count(made_for, machine, before.tally, after.tally); });
        if (!after.tally.ended()) return;
        const auto counted = before.tally.ended() ? before.returns : 0;
        for (auto i = counted; i < after.returns; ++i)
            change(state.requests_, machine.returns[i].value, [](Request& give_back) { ++give_back.succeeded_count; });
    }

    // Templates and providers show counts that are derived; these are the only places where they are written. A
    // template may have been deleted while machines of it end.
    void show_in_use(const TemplateId& id) {
        auto* slot = state.templates_.changeable(id.value);
        const auto in_use = state.derived_.in_use(id);
        if (!slot || (*slot)->machines_in_use == in_use) return;
        auto& tmpl = changeable(*slot);
        tmpl.machines_in_use = in_use;
        note(tmpl);
    }
    void show_load(const ProviderName& name) {
        auto& slot = slot_of(state.providers_, name.value);
        const auto load = state.derived_.load_of(name);
        if (slot->open_requests == load.open_requests && slot->live_machines == load.live_machines) return;
        auto& provider = changeable(slot);
        provider.open_requests = load.open_requests;
        provider.live_machines = load.live_machines;
        note(provider);
    }
};

void State::apply(const NumberedEvent& numbered) {
    let_go();
    std::visit(Effects{*this, numbered.meta}, numbered.event);
    position_ = numbered.meta.position;
    category_positions_[static_cast<std::size_t>(hf::category_of(numbered.event))] = numbered.meta.category_position;
}

}  // namespace hf
