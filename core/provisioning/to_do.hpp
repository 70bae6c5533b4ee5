// to_do(): the work that the state demands now for one aggregate at its provider. An agenda is made to agree with it
// after a start, a commit and a failed command alike:
//
//     agenda.reconcile(id, to_do(request, state), now);
//
// Functions of what they are given. When a thing that stays wanted is due again, after a backoff or a poll, the agenda
// remembers; nothing here depends on it.
#pragma once

#include "core/domain/state/state.hpp"
#include "core/provisioning/task.hpp"
#include "core/provisioning/turns.hpp"

namespace hf {

struct LaunchToDo {
    Turn turn;
    std::string user;
    std::uint32_t machines{};  // or units
    std::string token;         // of the open launch, which is to be called; empty: one is to be begun
    std::uint32_t failures{};  // after which one is to be begun, so that it waits; 0: it need not
    bool operator==(const LaunchToDo&) const = default;
};

struct RequestToDo {
    std::optional<Timestamp> deadline;
    std::optional<LaunchToDo> launch;
    bool operator==(const RequestToDo&) const = default;
};

struct MachineToDo {
    std::string user;                    // for whom it was made
    bool restless = false;               // it is about to change, so it is looked at more often
    std::optional<TaskKind> change;      // what it is to be ordered to do
    std::optional<Timestamp> forget_at;  // it has ended: its provider may forget it then
    std::uint32_t units = 1;
    bool operator==(const MachineToDo&) const = default;
};

struct ProviderToDo {
    bool check = false;
    bool audit = false;
    bool operator==(const ProviderToDo&) const = default;
};

// The provider whose lane has a request on its agenda. A return may be of several; it is with that of its first
// machine.
[[nodiscard]] std::optional<ProviderName> provider_of(const Request& request, const State& state);
[[nodiscard]] RequestToDo to_do(const Request& request, const State& state);
[[nodiscard]] MachineToDo to_do(const Machine& machine, const State& state);
[[nodiscard]] ProviderToDo to_do(const ProviderAggregate& provider);
// Whether its provider is to check it.
[[nodiscard]] bool to_do(const Template& tmpl);

}  // namespace hf
