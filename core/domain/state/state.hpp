// State: all that the events say, as it is now. A function of the events and of nothing else (P9):
// the same apply() serves live decisions, replay, and the read models.
//
//     State state;
//     for (const auto& event : events) state.apply(event);
//     if (const Request* request = state.find(RequestId{"req-1"})) use(*request);
//     for (const Request& request : state.open_requests()) …
//
// An event changes the aggregate in whose stream it stands (*_evolve.cpp) and what that is counted on;
// all sets and counts follow from the aggregates before and after (derived.hpp, ADR 22).
//
// Not thread-safe; who owns a state guards it.
#pragma once

#include "core/domain/history/event.hpp"
#include "core/domain/state/derived.hpp"
#include "core/domain/state/set_aside.hpp"

namespace hf {

class State {
public:
    // Where a stream stands: the version and the position of its last event, 0 for a new stream. A template or
    // provider that was deleted and is made again continues its stream.
    struct StreamEnd {
        Version version{};
        Position position{};
    };

    // Throws std::logic_error for an event that doesn't fit the state: no ledger of ours has written it. The state is
    // then not to be used any more.
    void apply(const NumberedEvent& numbered);

    // Null where there is no aggregate of this id. A pointer is good until the next event, or until let_go().
    [[nodiscard]] const Template* find(const TemplateId& id) const { return templates_.find(id); }
    [[nodiscard]] const Request* find(const RequestId& id) const { return requests_.find(id); }
    [[nodiscard]] const Machine* find(const MachineId& id) const { return machines_.find(id); }
    [[nodiscard]] const ProviderAggregate* find(const ProviderName& name) const { return providers_.find(name); }

    // The aggregate's slot, which is good for as long as the aggregate is known.
    [[nodiscard]] const auto* slot(const TemplateId& id) const { return templates_.slot(id); }
    [[nodiscard]] const auto* slot(const RequestId& id) const { return requests_.slot(id); }
    [[nodiscard]] const auto* slot(const MachineId& id) const { return machines_.slot(id); }
    [[nodiscard]] const auto* slot(const ProviderName& name) const { return providers_.slot(name); }

    // Nothing is unpacked for these.
    [[nodiscard]] std::optional<Ordinal> ordinal_of(const RequestId& id) const { return requests_.ordinal(id); }
    [[nodiscard]] std::optional<Ordinal> ordinal_of(const MachineId& id) const { return machines_.ordinal(id); }

    [[nodiscard]] auto templates() const { return templates_.all(); }
    [[nodiscard]] auto requests() const { return requests_.all(); }
    [[nodiscard]] auto machines() const { return machines_.all(); }
    [[nodiscard]] auto providers() const { return providers_.all(); }

    // What is derived from the aggregates, and what of it is asked for most.
    [[nodiscard]] const Derived& derived() const { return derived_; }
    [[nodiscard]] const auto& open_requests() const { return derived_.open_requests(); }
    [[nodiscard]] const auto& open_launches() const { return derived_.open_launches(); }
    [[nodiscard]] const auto& unclaimed_requests() const { return derived_.unclaimed_requests(); }
    [[nodiscard]] const auto& live_machines() const { return derived_.live_machines(); }
    [[nodiscard]] const auto& requests_by_status() const { return derived_.requests_by_status(); }
    [[nodiscard]] const auto& machines_by_status() const { return derived_.machines_by_status(); }
    [[nodiscard]] const auto& taken_back() const { return derived_.taken_back(); }
    // Whether the store was moved, copied or restored, and nobody has said yet that it is at work here.
    [[nodiscard]] bool quarantined() const { return derived_.quarantined_providers() > 0; }
    [[nodiscard]] auto awaited_from(const ProviderName& provider) const { return derived_.load_of(provider).awaited; }
    [[nodiscard]] auto ended_since(const ProviderName& provider, Timestamp since) const {
        return derived_.ended_machines().since(provider, since);
    }
    [[nodiscard]] const Machine* machine_named(std::string_view name) const { return derived_.machine_named(name); }
    [[nodiscard]] std::vector<const Template*> templates_named(const std::string& name) const;

    // How many more machines or units the template's max_number allows.
    [[nodiscard]] std::int64_t capacity_left(const Template& tmpl) const;

    // Aggregates that have ended and will hardly change again. They are kept for ever, packed (ADR 35); one of two
    // states that follow the same events gives them to the other, so that they are in memory once (ADR 12).
    struct AtRest {
        std::vector<Kept<Request>> requests;
        std::vector<Kept<Machine>> machines;
    };
    static bool at_rest(const Request& request) { return !request.open() && request.live == 0 && !request.launch; }
    static bool at_rest(const Machine& machine) { return !machine.live(); }
    // Packs what an event that was just applied has brought to rest, and adds it.
    void share_at_rest(const Event& event, AtRest& at_rest) const;
    // Skips aggregates that have changed here since.
    void adopt(const AtRest& at_rest);
    // Frees what was unpacked for readers, who are done. Events do so, too.
    void let_go() const {
        requests_.let_go();
        machines_.let_go();
    }

    // Goes on from a snapshot instead of from all events. A new state is given every aggregate in the order of its
    // ordinal within its category, the requests before the machines; then the streams of deleted aggregates; and the
    // numbers last.
    struct Gone {
        StreamEnd end;
        Ordinal ordinal{};
    };
    struct Numbers {
        Position position{};
        std::array<std::uint64_t, category_count> category_positions{};
        std::array<Ordinal, category_count> next_ordinals{};
    };
    // What is kept has its item; where it is packed as well, the item need not outlive the next let_go().
    const Slot<Template>& restore(const Kept<Template>& tmpl);
    // Requests and machines are found from settle() on, which makes their tables in one go; it throws std::logic_error
    // for an id that two of them have.
    const Slot<Request>& restore(const Kept<Request>& request);
    const Slot<Machine>& restore(const Kept<Machine>& machine);
    void settle();
    const Slot<ProviderAggregate>& restore(const Kept<ProviderAggregate>& provider);
    // An empty id: another aggregate has taken the id since.
    void restore_gone(Category category, const std::string& id, const Gone& gone);
    void restore(const Numbers& numbers);
    [[nodiscard]] Numbers numbers() const { return {position_, category_positions_, ordinals_}; }

    // The aggregates that have changed since the last call, some of them twice. Only a state that notes
    // changes has any.
    struct Changed {
        Category category{};
        Ordinal ordinal{};
        auto operator<=>(const Changed&) const = default;
    };
    void note_changes() { notes_changes_ = true; }
    std::vector<Changed> take_changes() { return std::exchange(changes_, {}); }
    // The same, for every single event: neither side gives its memory away.
    void take_changes(std::vector<Changed>& into) {
        into.clear();
        std::swap(into, changes_);
    }

    // Between these two, each aggregate that changes is set aside as it is now.
    void begin_setting_aside() { set_aside_.begin(position_); }
    [[nodiscard]] SetAside::Aggregates end_setting_aside() { return set_aside_.end(); }

    [[nodiscard]] const auto& deleted_templates() const { return deleted_templates_; }
    [[nodiscard]] const auto& removed_providers() const { return removed_providers_; }

    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] const std::array<std::uint64_t, category_count>& category_positions() const {
        return category_positions_;
    }
    [[nodiscard]] StreamEnd end_of(Category category, const std::string& stream) const;
    [[nodiscard]] Version version_of(const Event& event) const {
        return end_of(category_of(event), stream_of(event)).version;
    }

    // The conversation that the event's request began; empty where there is no request.
    [[nodiscard]] std::string correlation_of(const Event& event) const;
    [[nodiscard]] std::string traceparent_of(const Event& event) const;

private:
    struct Effects;
    static const std::string& id_of(const Template& tmpl) { return tmpl.spec.template_id.value; }
    static const std::string& id_of(const Request& request) { return request.request_id.value; }
    static const std::string& id_of(const Machine& machine) { return machine.spec.machine_id.value; }
    static const std::string& id_of(const ProviderAggregate& provider) { return provider.name.value; }

    [[nodiscard]] const Request* request_of(const Event& event) const;

    SlotMap<Template, id_of> templates_;
    SlotMap<Request, id_of> requests_;
    SlotMap<Machine, id_of> machines_;
    SlotMap<ProviderAggregate, id_of> providers_;
    std::unordered_map<TemplateId, Gone> deleted_templates_;
    std::unordered_map<ProviderName, Gone> removed_providers_;
    Derived derived_;

    std::array<Ordinal, category_count> ordinals_{};  // the next of each category
    bool notes_changes_ = false;
    std::vector<Changed> changes_;
    SetAside set_aside_;
    Position position_ = 0;
    std::array<std::uint64_t, category_count> category_positions_{};
};

}  // namespace hf
