// State: all that the events say, as it is now. A function of the events and of
// nothing else (P9): the same apply() serves live decisions, replay, and the read
// models.
//
// Not thread-safe; who owns one guards it.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "core/domain/event.hpp"

namespace hf {

class State {
public:
    // Throws std::logic_error when an event doesn't fit the state: then the events are not
    // what a ledger of ours has written.
    void apply(const PlacedEvent& placed);

    [[nodiscard]] const Template* find(const TemplateId& id) const { return look_up(templates_, id); }
    [[nodiscard]] const Request* find(const RequestId& id) const { return look_up(requests_, id); }
    [[nodiscard]] const Machine* find(const MachineId& id) const { return look_up(machines_, id); }
    [[nodiscard]] const ProviderAggregate* find(const ProviderName& name) const { return look_up(providers_, name); }

    // The live machine of this name, else the newest that had it: names are used again.
    [[nodiscard]] const Machine* machine_named(std::string_view name) const;

    // How many more machines its max_number allows; counts live and pending ones of all requests.
    [[nodiscard]] std::int64_t capacity_left(const Template& tmpl) const;

    [[nodiscard]] const auto& templates() const { return templates_; }
    [[nodiscard]] const auto& requests() const { return requests_; }
    [[nodiscard]] const auto& machines() const { return machines_; }
    [[nodiscard]] const auto& providers() const { return providers_; }

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

    // Version of the stream that the event would continue, 0 for a new one. A template that was
    // deleted and created again continues its stream.
    [[nodiscard]] Version version_of(const Event& event) const;

    // The conversation that the event's request began; nothing where there is no request.
    [[nodiscard]] std::string correlation_of(const Event& event) const;

private:
    struct Evolving;

    template <class Map, class Id>
    static const typename Map::mapped_type* look_up(const Map& map, const Id& id) {
        const auto it = map.find(id);
        return it == map.end() ? nullptr : &it->second;
    }

    std::unordered_map<TemplateId, Template> templates_;
    std::unordered_map<RequestId, Request> requests_;
    std::unordered_map<MachineId, Machine> machines_;
    std::unordered_map<ProviderName, ProviderAggregate> providers_;

    std::unordered_map<TemplateId, Version> deleted_templates_;
    std::unordered_map<TemplateId, std::uint32_t> in_use_;
    std::unordered_map<std::string, std::vector<MachineId>> names_;  // who has or had each, the newest last
    std::unordered_set<RequestId> open_requests_;
    std::unordered_set<RequestId> open_launches_;
    std::unordered_set<MachineId> live_machines_;

    StatusCounts<RequestStatus> requests_by_status_;
    StatusCounts<MachineStatus> machines_by_status_;

    Position position_ = 0;
    std::array<std::uint64_t, category_count> category_positions_{};
};

}  // namespace hf
