#include "core/snapshots/fit.hpp"

#include <algorithm>

namespace hf {
namespace {

std::uint64_t chained(std::uint64_t hash, std::uint64_t next) { return hash * 0x9e3779b97f4a7c15U + next + 1; }

template <class Id>
std::uint64_t hash_of(const Id& id) {
    return std::hash<Id>{}(id);
}

bool are_different(std::vector<Position>& positions) {
    if (!std::ranges::is_sorted(positions)) std::ranges::sort(positions);
    return std::ranges::adjacent_find(positions) == positions.end();
}

}  // namespace

void Fit::add(const Request& request) {
    broken_ |= request.ordinal != requests_.size();
    OfRequest of;
    of.id = hash_of(request.request_id);
    of.live = request.live;
    of.starting = request.starting;
    of.succeeded = request.succeeded_count;
    of.failed = request.failed_count;
    of.stillborn = request.stillborn;
    of.makes_machines = request.request_type == RequestType::acquire;
    if (of.makes_machines) {
        broken_ |= !request.template_id || !request.provider;
        for (const auto& id : request.machine_ids) of.listed = chained(of.listed, hash_of(id));
    } else {
        broken_ |= request.launch || request.provider;
        for (const auto& id : request.machine_ids) named_.push_back({request.ordinal, of.id, id});
    }
    requests_.push_back(of);
}

void Fit::add(const Machine& machine, const State& state) {
    broken_ |= machine.ordinal != returns_.size();
    std::uint64_t returns = 0;
    for (const auto& id : machine.returns) returns = chained(returns, hash_of(id));
    returns_.push_back(returns);
    ended_.push_back(!machine.live());
    named_at_.push_back(machine.named_at);
    if (machine.taken_back_at > 0) taken_back_at_.push_back(machine.taken_back_at);
    broken_ |= machine.return_request_id && !state.slot(*machine.return_request_id);

    auto* const made_for = request_of(machine, state);
    if (!made_for || !made_for->makes_machines) {
        broken_ = true;
        return;
    }
    auto& of = *made_for;
    of.found = chained(of.found, hash_of(machine.spec.machine_id));
    const auto tally = tally_of(machine);
    of.live -= tally.live ? tally.units : 0;
    of.starting -= tally.starting() ? tally.units : 0;
    of.succeeded -= tally.has_run ? tally.units : 0;
    of.failed -= tally.failed ? tally.units : 0;
    of.stillborn -= tally.stillborn() ? tally.units : 0;
}

// Most machines are of the request that the machine before is of, or of one soon after that.
Fit::OfRequest* Fit::request_of(const Machine& machine, const State& state) {
    constexpr std::size_t soon = 16;
    const auto id = hash_of(machine.spec.request_id);
    const auto end = std::min(near_ + soon, requests_.size());
    while (near_ < end && requests_[near_].id != id) ++near_;
    if (near_ < end) return &requests_[near_];
    const auto ordinal = state.ordinal_of(machine.spec.request_id);
    near_ = ordinal.value_or(0);
    return ordinal && *ordinal < requests_.size() ? &requests_[*ordinal] : nullptr;
}

bool Fit::returns_fit(const State& state) {
    std::vector<std::uint64_t> seen(returns_.size());
    for (const auto& [give_back, hash, machine] : named_) {
        const auto ordinal = state.ordinal_of(machine);
        if (!ordinal || *ordinal >= seen.size()) return false;
        seen[*ordinal] = chained(seen[*ordinal], hash);
        requests_[give_back].succeeded -= ended_[*ordinal] ? 1 : 0;
    }
    return seen == returns_;
}

bool Fit::what_is_open_fits(const State& state) const {
    for (const auto& request : state.open_requests())
        if (request.request_type == RequestType::acquire &&
            (!state.find(*request.template_id) || !state.find(*request.provider)))
            return false;
    for (const auto& request : state.open_launches())
        if (!state.find(*request.provider)) return false;
    return std::ranges::all_of(state.live_machines(),
                               [&](const Machine& machine) { return state.find(machine.spec.provider); });
}

bool Fit::counts_fit(const State& state) const {
    const auto fits = [](const OfRequest& of) {
        return of.listed == of.found && of.live == 0 && of.starting == 0 && of.succeeded == 0 && of.failed == 0 &&
               of.stillborn == 0;
    };
    if (!std::ranges::all_of(requests_, fits)) return false;
    for (const auto& tmpl : state.templates())
        if (state.derived().in_use(tmpl.spec.template_id) != tmpl.machines_in_use) return false;
    for (const auto& provider : state.providers()) {
        const auto load = state.derived().load_of(provider.name);
        if (load.open_requests != provider.open_requests || load.live_machines != provider.live_machines) return false;
    }
    const auto all_gone = [&](const auto& gone) {
        return std::ranges::none_of(gone, [&](const auto& entry) { return state.find(entry.first); });
    };
    return all_gone(state.deleted_templates()) && all_gone(state.removed_providers());
}

bool Fit::is_given(const State& state) {
    return !broken_ && returns_fit(state) && what_is_open_fits(state) && counts_fit(state) &&
           are_different(named_at_) && are_different(taken_back_at_);
}

}  // namespace hf
