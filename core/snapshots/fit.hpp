// Fit: whether the aggregates of a snapshot fit each other, found while they are restored. It notices whatever
// refuse_contradictions(state) would find, without another look at each of them; that one then finds the words for it.
//
//     Fit fit;
//     fit.add(request);         // all of them, in the order of ordinals
//     fit.add(machine, state);  // then these; the state has all requests
//     if (!fit.is_given(state)) refuse_contradictions(state);  // once everything is restored
//
// It takes some 80 bytes a request and machine while it lives. Ids are compared by 64-bit hashes. Not thread-safe.
#pragma once

#include <vector>

#include "core/domain/state/state.hpp"

namespace hf {

class Fit {
public:
    void add(const Request& request);
    void add(const Machine& machine, const State& state);
    [[nodiscard]] bool is_given(const State& state);

private:
    struct OfRequest {
        std::uint64_t id = 0;      // a hash of it
        std::uint64_t listed = 0;  // a hash of the machines that it lists
        std::uint64_t found = 0;   // of those that say that they are its own
        std::uint32_t live = 0;    // what it says, less what was found; likewise below
        std::uint32_t starting = 0;
        std::uint32_t succeeded = 0;
        std::uint32_t failed = 0;
        std::uint32_t stillborn = 0;
        bool makes_machines = false;
    };
    // A return that names a machine.
    struct Named {
        Ordinal give_back;
        std::uint64_t hash;  // of its id
        MachineId machine;
    };

    [[nodiscard]] OfRequest* request_of(const Machine& machine, const State& state);
    [[nodiscard]] bool returns_fit(const State& state);
    [[nodiscard]] bool what_is_open_fits(const State& state) const;
    [[nodiscard]] bool counts_fit(const State& state) const;

    bool broken_ = false;
    std::vector<OfRequest> requests_;
    std::size_t near_ = 0;  // whose machine came last
    std::vector<Named> named_;
    std::vector<std::uint64_t> returns_;  // of each machine: a hash of those that it says it is part of
    std::vector<bool> ended_;             // of each machine
    std::vector<Position> named_at_;
    std::vector<Position> taken_back_at_;
};

}  // namespace hf
