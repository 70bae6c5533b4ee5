// State: all that the events say, as it is now. A function of the events and of
// nothing else (P9): the same apply() serves live decisions, replay, and the read
// models.
//
// Not thread-safe; who owns one guards it.
#pragma once

#include <set>
#include <unordered_map>
#include <unordered_set>

#include "core/domain/history/event.hpp"
#include "core/domain/state/machine_names.hpp"
#include "core/domain/state/slot_map.hpp"

namespace hf {

class State {
public:
    // Where a stream stands: the version and the position of its last event, 0 for a new one. A
    // template or provider that is gone and made again continues its stream.
    struct StreamEnd {
        Version version{};
        Position position{};
    };

    // Throws std::logic_error when an event doesn't fit the state: then the events are not
    // what a ledger of ours has written.
    void apply(const NumberedEvent& placed);

    [[nodiscard]] const Template* find(const TemplateId& id) const { return templates_.find(id); }
    [[nodiscard]] const Request* find(const RequestId& id) const { return requests_.find(id); }
    [[nodiscard]] const Machine* find(const MachineId& id) const { return machines_.find(id); }
    [[nodiscard]] const ProviderAggregate* find(const ProviderName& name) const { return providers_.find(name); }

    // Where it stands for as long as it is known.
    [[nodiscard]] const auto* slot(const TemplateId& id) const { return templates_.slot(id); }
    [[nodiscard]] const auto* slot(const RequestId& id) const { return requests_.slot(id); }
    [[nodiscard]] const auto* slot(const MachineId& id) const { return machines_.slot(id); }
    [[nodiscard]] const auto* slot(const ProviderName& name) const { return providers_.slot(name); }

    // The live machine of this name, else the newest that had it: names are used again.
    [[nodiscard]] const Machine* machine_named(std::string_view name) const;

    // How many more machines its max_number allows; counts live and pending ones of all requests.
    [[nodiscard]] std::int64_t capacity_left(const Template& tmpl) const;

    // Machines that requests await from a provider.
    [[nodiscard]] std::uint32_t awaited_from(const ProviderName& provider) const {
        const auto* count = look_up(awaited_, provider);
        return count ? *count : 0;
    }

    [[nodiscard]] auto templates() const { return templates_.all(); }
    [[nodiscard]] auto requests() const { return requests_.all(); }
    [[nodiscard]] auto machines() const { return machines_.all(); }
    [[nodiscard]] auto providers() const { return providers_.all(); }

    // What has come to its end and will hardly change again. It is kept for ever; so that two states
    // that follow the same events need to keep it once, one gives it to the other (ADR 12).
    struct AtRest {
        std::vector<std::shared_ptr<const Request>> requests;
        std::vector<std::shared_ptr<const Machine>> machines;
    };
    // Adds what an event that was just applied has brought to rest.
    void share_at_rest(const Event& event, AtRest& at_rest) const;
    // Leaves out what this state knows to be otherwise by now.
    void adopt(const AtRest& at_rest);

    // Going on from a snapshot instead of from all events. Into a new state: every aggregate in the order of
    // its ordinal within its category, the requests before the machines; where those that are gone ended;
    // and last the numbers.
    struct Gone {
        StreamEnd end;
        Ordinal ordinal{};
    };
    struct Numbers {
        Position position{};
        std::array<std::uint64_t, category_count> category_positions{};
        std::array<Ordinal, category_count> next_ordinals{};
    };
    void restore(const std::shared_ptr<const Template>& tmpl);
    void restore(const std::shared_ptr<const Request>& request);
    void restore(const std::shared_ptr<const Machine>& machine);
    void restore(const std::shared_ptr<const ProviderAggregate>& provider);
    // Without an id: another one has taken it since.
    void restore_gone(Category category, const std::string& id, const Gone& gone);
    void restore(const Numbers& numbers);
    [[nodiscard]] Numbers numbers() const { return {position_, category_positions_, ordinals_}; }

    // Which aggregates have changed since they were last asked for; some twice. Only of a state that was told
    // to note them.
    struct Changed {
        Category category{};
        Ordinal ordinal{};
        auto operator<=>(const Changed&) const = default;
    };
    void note_changes() { notes_changes_ = true; }
    std::vector<Changed> take_changes() { return std::exchange(changes_, {}); }

    [[nodiscard]] const auto& deleted_templates() const { return deleted_templates_; }
    [[nodiscard]] const auto& removed_providers() const { return removed_providers_; }

    // What is not at its end, so that a restart needn't look through all history.
    [[nodiscard]] const auto& open_requests() const { return open_requests_; }
    [[nodiscard]] const auto& open_launches() const { return open_launches_; }
    [[nodiscard]] const auto& live_machines() const { return live_machines_; }

    [[nodiscard]] const auto& requests_by_status() const { return requests_by_status_; }
    [[nodiscard]] const auto& machines_by_status() const { return machines_by_status_; }

    [[nodiscard]] Position position() const { return position_; }
    [[nodiscard]] const std::array<std::uint64_t, category_count>& category_positions() const {
        return category_positions_;
    }

    [[nodiscard]] StreamEnd end_of(Category category, const std::string& stream) const;
    [[nodiscard]] Version version_of(const Event& event) const {
        return end_of(category_of(event), stream_of(event)).version;
    }

    // The templates of this name, by their ids.
    [[nodiscard]] std::vector<const Template*> templates_named(const std::string& name) const;

    // Machines that their providers took back or are about to, or that ended unasked; the latest last.
    [[nodiscard]] const auto& taken_back() const { return taken_back_; }

    // The conversation that the event's request began; nothing where there is no request.
    [[nodiscard]] std::string correlation_of(const Event& event) const;
    [[nodiscard]] std::string traceparent_of(const Event& event) const;

private:
    struct Evolving;
    void await(const Request& request);
    static const std::string& id_of(const Template& tmpl) { return tmpl.spec.template_id.value; }
    static const std::string& id_of(const Request& request) { return request.request_id.value; }
    static const std::string& id_of(const Machine& machine) { return machine.spec.machine_id.value; }
    static const std::string& id_of(const ProviderAggregate& provider) { return provider.name.value; }

    [[nodiscard]] const Request* request_of(const Event& event) const;

    template <class Map, class Id>
    static const typename Map::mapped_type* look_up(const Map& map, const Id& id) {
        const auto it = map.find(id);
        return it == map.end() ? nullptr : &it->second;
    }

    SlotMap<Template, id_of> templates_;
    SlotMap<Request, id_of> requests_;
    SlotMap<Machine, id_of> machines_;
    SlotMap<ProviderAggregate, id_of> providers_;

    std::unordered_map<TemplateId, Gone> deleted_templates_;
    std::unordered_map<ProviderName, Gone> removed_providers_;
    std::unordered_map<std::string, std::set<TemplateId>> template_names_;
    std::vector<MachineId> taken_back_;
    std::unordered_map<TemplateId, std::uint32_t> in_use_;
    std::unordered_map<ProviderName, std::uint32_t> awaited_;
    NameIndex<CurrentName> names_;
    NameIndex<FormerName> former_names_;
    std::unordered_set<RequestId> open_requests_;
    std::unordered_set<RequestId> open_launches_;
    std::unordered_set<MachineId> live_machines_;

    StatusCounts<RequestStatus> requests_by_status_;
    StatusCounts<MachineStatus> machines_by_status_;

    std::array<Ordinal, category_count> ordinals_{};  // the next of each category
    bool notes_changes_ = false;
    std::vector<Changed> changes_;
    Position position_ = 0;
    std::array<std::uint64_t, category_count> category_positions_{};
};

}  // namespace hf
