#include "adapters/providers/process/machine_view.hpp"

#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/processes.hpp"

namespace hf::process {
namespace {

// A machine whose order can't be read still has the token and the index of its id.
MachineSpecRecord order_of(const MachineDirectory& directory, const MachineIdParts& parts, bool& readable) {
    auto order = directory.order();
    readable = order.has_value();
    if (readable) return std::move(*order);
    MachineSpecRecord least;
    least.token = parts.token;
    least.index = parts.index;
    return least;
}

}  // namespace

Stage MachineView::stage() const {
    const auto& started = facts->started;
    if (!started) return held ? Stage::coming : Stage::vacant;
    if (started->revoked) return Stage::revoked;
    // It never was a machine, though its keeper may not be gone yet.
    if (facts->ended && facts->ended->how == Ended::How::unrunnable) return Stage::unrunnable;
    // A keeper's lock is free a moment before the keeper can be waited for.
    if (held || (!facts->ended && keeper.kind == KeeperFate::Kind::alive)) return Stage::alive;
    return facts->ended ? Stage::ended : Stage::lost;
}

const ProcessRecord* MachineView::keeper_at_work() const {
    // The lock shows that the keeper still has its machine. The pid is checked where it is signalled.
    const auto& started = facts->started;
    return held && started && !started->revoked && !facts->ended ? &started->keeper : nullptr;
}

std::optional<MachineView> MachineViews::look(const std::string& id) {
    const auto parts = parse_machine_id(id);
    auto directory = parts ? MachineDirectory::open(root_, id) : std::nullopt;
    if (!directory) {
        drop(id);
        return std::nullopt;
    }

    auto facts = known(id);
    auto lock = facts ? directory->lock() : LockState{};
    if (!facts || !lock.stamp || *lock.stamp != facts->stamp) {
        MachineFacts fresh;
        bool readable = false;
        fresh.order = order_of(*directory, *parts, readable);
        fresh.started = directory->started();
        lock = directory->lock();
        fresh.complete = readable && lock.stamp;
        fresh.stamp = lock.stamp.value_or(Stamp{});
        facts = std::make_shared<const MachineFacts>(std::move(fresh));
        if (facts->started && lock.stamp) keep(id, facts);
    }

    MachineView view{id, std::move(*directory), std::move(facts), lock.held, false, false, {}};
    view.terminating = view.directory.terminating();
    const auto& started = view.facts->started;
    if (!started || started->revoked || view.facts->ended) return view;

    auto ended = view.directory.ended();
    if (!ended) {
        if (!view.held)
            view.keeper = keepers_.fate_of(started->keeper.pid, root_ / id);
        else if (!view.terminating)
            view.stopped = is_stopped(started->process());
        return view;
    }
    keepers_.dismiss(started->keeper.pid, root_ / id);
    auto whole = *view.facts;
    whole.ended = std::move(ended);
    view.facts = std::make_shared<const MachineFacts>(std::move(whole));
    if (lock.stamp) keep(id, view.facts);
    return view;
}

MachineViews::Facts MachineViews::known(const std::string& id) {
    const MutexLock lock(mutex_);
    const auto it = known_.find(id);
    return it == known_.end() ? nullptr : it->second;
}

void MachineViews::keep(const std::string& id, Facts facts) {
    const MutexLock lock(mutex_);
    known_[id] = std::move(facts);
}

void MachineViews::drop(const std::string& id) {
    const MutexLock lock(mutex_);
    known_.erase(id);
}

}  // namespace hf::process
