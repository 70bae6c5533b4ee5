#include "adapters/providers/process/settling.hpp"

#include <sys/wait.h>

#include <map>
#include <utility>

#include "adapters/providers/process/host_trouble.hpp"
#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/machines_root.hpp"
#include "adapters/providers/process/processes.hpp"

namespace hf::process {
namespace {

Ended end_of(const Started& started, const std::string& boot, const KeeperFate& keeper) {
    if (started.boot != boot && !started.boot.empty())
        return {.how = Ended::How::lost, .words = "ended with a reboot of the host"};
    if (keeper.status && WIFSIGNALED(*keeper.status))
        return {.how = Ended::How::signalled, .value = WTERMSIG(*keeper.status)};
    if (keeper.status) return {.how = Ended::How::lost, .words = "ended; how could not be written down"};
    return {.how = Ended::How::lost, .words = "was killed; its exit status was not seen"};
}

bool never_became_a_machine(const MachineView& view) {
    const auto stage = view.stage();
    return stage == Stage::unrunnable || (stage == Stage::revoked && !view.terminating);
}

}  // namespace

Settling::Settling(std::filesystem::path directory, Keepers& keepers, MachineViews& views)
    : directory_(std::move(directory)), boot_(boot_id()), keepers_(keepers), views_(views) {}

std::optional<MachineView> Settling::settle(MachineView view) {
    const auto stage = view.stage();
    if (stage != Stage::vacant && stage != Stage::coming) return view;
    if (view.directory.revoke()) {
        remove(view);
        return std::nullopt;
    }
    // A keeper was quicker.
    return views_.look(view.id);
}

std::vector<MachineView> Settling::all_of(const std::string& token) {
    std::vector<MachineView> found;
    for (const auto& id : machine_ids_in(directory_)) {
        if (parse_machine_id(id)->token != token) continue;
        auto view = views_.look(id);
        if (view) view = settle(std::move(*view));
        if (!view) continue;
        if (never_became_a_machine(*view))
            remove(*view);
        else
            found.push_back(std::move(*view));
    }
    bury(found);
    return found;
}

std::optional<MachineView> Settling::look_at_launched(const std::string& id) {
    auto view = views_.look(id);
    if (!view || view->stage() != Stage::vacant) return view;
    view->directory.revoke();
    return views_.look(id);
}

void Settling::bury(std::span<MachineView> views) {
    std::map<std::string, ProcessRecord, std::less<>> left;
    for (const auto& view : views)
        if (view.stage() == Stage::lost && view.facts->started->boot == boot_)
            left[view.id] = view.facts->started->command;
    if (!left.empty()) kill_leftovers(left);
    for (auto& view : views) {
        if (view.stage() != Stage::lost) continue;
        const auto end = end_of(*view.facts->started, boot_, view.keeper);
        // On a full disk it can't be kept; then the next look comes to the same end.
        static_cast<void>(answering([&] { view.directory.record_end(end); }));
        auto facts = *view.facts;
        facts.ended = end;
        view.facts = std::make_shared<const MachineFacts>(std::move(facts));
    }
}

void Settling::remove(MachineView& view) {
    view.directory.remove();
    views_.drop(view.id);
    if (const auto& started = view.facts->started) keepers_.dismiss(started->keeper.pid, directory_ / view.id);
}

}  // namespace hf::process
