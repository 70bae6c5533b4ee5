// Derived: every set, index and count that follows from the aggregates, kept by one rule (ADR 22):
// an aggregate moves from what it contributed before a change to what it contributes after the change,
// whatever event has made the change.
//
//     const auto before = derived.of(slot);
//     slot.change().status = RequestStatus::complete;
//     derived.move(before, derived.of(slot));
//     derived.move({}, derived.of(created));          // a new aggregate, or one from a snapshot
//     derived.move(derived.of(slot), {});             // one that is about to be deleted
//
// What it answers depends on the aggregates as they are and not on the way there (P9).
//
// Not thread-safe.
#pragma once

#include <set>
#include <unordered_map>

#include "core/domain/provider/provider.hpp"
#include "core/domain/request/machine_tally.hpp"
#include "core/domain/state/ended_machines.hpp"
#include "core/domain/state/machine_names.hpp"
#include "core/domain/state/members.hpp"
#include "core/domain/state/slot_map.hpp"

namespace hf {

class Derived {
public:
    // What an aggregate contributes at a moment; a default-constructed one is of no aggregate. Each is good for as
    // long as its aggregate stays in its slot. An aggregate's id, and what else never changes, is read from the
    // aggregate itself.
    struct OfTemplate {
        const Template* tmpl = nullptr;
        std::string name{};
    };
    struct OfRequest {
        const Slot<Request>* slot = nullptr;
        std::optional<RequestStatus> status{};
        bool open = false;
        bool launching = false;
        bool unclaimed = false;
        std::uint32_t in_use{};  // of its template's max_number
        std::uint32_t awaited{};
        std::optional<ProviderName> provider{};
    };
    struct OfMachine {
        const Slot<Machine>* slot = nullptr;
        std::optional<MachineStatus> status{};
        MachineTally tally{};
        std::size_t returns{};  // that it is part of
        bool taken_back = false;
        std::optional<NameIndex<CurrentName>::Key> name{};
        std::optional<NameIndex<FormerName>::Key> former_name{};
    };
    struct OfProvider {
        bool quarantined = false;
    };

    static OfTemplate of(const Slot<Template>& slot);
    static OfRequest of(const Slot<Request>& slot);
    static OfMachine of(const Slot<Machine>& slot);
    static OfProvider of(const Slot<ProviderAggregate>& slot) { return {slot->quarantined()}; }

    void move(const OfTemplate& before, const OfTemplate& after);
    void move(const OfRequest& before, const OfRequest& after);
    void move(const OfMachine& before, const OfMachine& after);
    void move(const OfProvider& before, const OfProvider& after);
    // As move() of one from a snapshot; the names of many are found from settle() on.
    void append(const Slot<Request>& slot) { move({}, of(slot)); }
    void append(const Slot<Machine>& slot);
    void settle() {
        names_.settle();
        former_names_.settle();
    }

    // What a provider has to do.
    struct Load {
        std::uint32_t open_requests{};
        std::uint32_t live_machines{};
        std::uint32_t awaited{};  // machines or units that requests await from it
        bool operator==(const Load&) const = default;
    };
    [[nodiscard]] Load load_of(const ProviderName& provider) const;
    // What a principal has at a time.
    struct Use {
        std::uint32_t machines{};  // or units: those that live, and those that are awaited
        std::uint32_t open_requests{};
        bool operator==(const Use&) const = default;
    };
    [[nodiscard]] Use use_of(const std::string& principal) const;
    // What all of a template's requests take of its max_number.
    [[nodiscard]] std::uint32_t in_use(const TemplateId& id) const;

    [[nodiscard]] const Members<Request>& open_requests() const { return open_requests_; }
    [[nodiscard]] const Members<Request>& open_launches() const { return open_launches_; }
    // These requests end, or are given back, unless they are claimed.
    [[nodiscard]] const Members<Request>& unclaimed_requests() const { return unclaimed_requests_; }
    [[nodiscard]] const Members<Machine>& live_machines() const { return live_machines_; }
    [[nodiscard]] const StatusCounts<RequestStatus>& requests_by_status() const { return requests_by_status_; }
    [[nodiscard]] const StatusCounts<MachineStatus>& machines_by_status() const { return machines_by_status_; }

    [[nodiscard]] std::size_t quarantined_providers() const { return quarantined_providers_; }

    // Machines that their providers took back or are about to, or that ended unasked; the latest last.
    [[nodiscard]] const std::vector<const Slot<Machine>*>& taken_back() const { return taken_back_; }
    [[nodiscard]] const EndedMachines& ended_machines() const { return ended_machines_; }
    // The live machine of this name, else the newest that had it, else the one that once had it.
    [[nodiscard]] const Machine* machine_named(std::string_view name) const;
    // In the order of their ids.
    [[nodiscard]] std::vector<TemplateId> templates_named(const std::string& name) const;

private:
    void move_nameless(const OfMachine& before, const OfMachine& after);
    void move_use(const Request& request, const OfRequest& before, const OfRequest& after);
    void take_back(const Slot<Machine>& machine);

    Members<Request> open_requests_;
    Members<Request> open_launches_;
    Members<Request> unclaimed_requests_;
    Members<Machine> live_machines_;
    StatusCounts<RequestStatus> requests_by_status_;
    StatusCounts<MachineStatus> machines_by_status_;
    std::unordered_map<TemplateId, std::uint32_t> in_use_;
    std::unordered_map<ProviderName, Load> loads_;
    std::unordered_map<std::string, Use> uses_;  // of those principals that have anything
    std::unordered_map<std::string, std::set<TemplateId>> template_names_;
    NameIndex<CurrentName> names_;
    NameIndex<FormerName> former_names_;
    std::vector<const Slot<Machine>*> taken_back_;
    EndedMachines ended_machines_;
    std::size_t quarantined_providers_ = 0;
};

}  // namespace hf
