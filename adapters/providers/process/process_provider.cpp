#include "adapters/providers/process/process_provider.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <system_error>

#include "adapters/providers/process/host_trouble.hpp"
#include "adapters/providers/process/launching.hpp"
#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/process_rules.hpp"
#include "adapters/providers/process/processes.hpp"
#include "adapters/providers/process/program_search.hpp"
#include "adapters/providers/process/provider_machine.hpp"

namespace hf {

using process::answering;
using process::apart;
using process::Stage;

namespace {

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

ProviderError invalid(std::string message) { return {ProviderErrorKind::invalid, std::move(message)}; }

ProviderMachine unknown_now(const std::string& id) {
    ProviderMachine machine;
    machine.id = id;
    machine.unknown_now = true;
    return machine;
}

// Orders go by signal (keeper/watch.hpp). A keeper that has just ended needs none.
void tell(const std::string& id, const process::ProcessRecord& keeper, int number) {
    const auto error = process::signal_process(keeper, number);
    if (error && error != std::errc::no_such_process)
        throw std::system_error(error, fmt::format("cannot signal the keeper of {}", id));
}

}  // namespace

ProcessProvider::ProcessProvider(ProcessSettings settings)
    : settings_([&] {
          settings.directory = std::filesystem::absolute(settings.directory);
          settings.keeper = std::filesystem::absolute(settings.keeper);
          return std::move(settings);
      }()),
      host_(host_name()),
      root_(settings_.directory),
      views_(settings_.directory, keepers_),
      settling_(settings_.directory, keepers_, views_) {}

LaunchResult ProcessProvider::launch(const LaunchSpec& order) {
    // No machine has ever had such a token.
    if (!process::valid_token(order.token))
        return {{}, invalid(fmt::format("\"{}\" is no token: 1 to 100 letters, digits and '-'", order.token))};

    keepers_.reap();
    const auto pass = gate_.enter(order.token);
    LaunchResult result;
    if (const auto there = answering([&] { root_.require(); }); !there) return {{}, there.error()};
    if (const auto configuration = read_process_configuration(order.configuration)) {
        process::Launching launching({settings_, host_, keepers_, views_, settling_}, order, *configuration);
        launching.start_missing();
        result = {launching.machines(), launching.error()};
    } else {
        const auto& finding = configuration.error().front();
        result.error = invalid(fmt::format("configuration.{}: {}", finding.field, finding.message));
    }
    // A machine may have been worth less in an earlier call, so that it has started more of them.
    const bool all = !result.error && (order.counts == Counting::machines || !order.repeated);
    if (all) return result;

    // The launch may be closed now, so the result must hold what earlier calls have started too.
    auto there = answering([&] { return settled_of(order.token); });
    if (there)
        result.machines = std::move(*there);
    else
        result.error = there.error();
    return result;
}

ProviderResult<std::vector<ProviderMachine>> ProcessProvider::find(const std::string& token) {
    const auto pass = gate_.enter(token);
    return answering([&] { return settled_of(token); });
}

std::vector<ProviderMachine> ProcessProvider::settled_of(const std::string& token) {
    std::vector<ProviderMachine> machines;
    root_.require();
    for (const auto& view : settling_.all_of(token)) machines.push_back(machine_of(view));
    return machines;
}

ProviderResult<std::vector<ProviderMachine>> ProcessProvider::describe(std::span<const std::string> machine_ids) {
    return answering([&] {
        std::vector<ProviderMachine> machines;
        machines.reserve(machine_ids.size());
        std::vector<View> lost;
        bool all_known = true;
        bool any_gone = false;
        for (const auto& id : machine_ids) {
            const bool known = apart([&] {
                auto view = settling_.look_at_launched(id);
                any_gone |= !view;
                if (!view) return;
                if (view->stage() == Stage::lost)
                    lost.push_back(std::move(*view));
                else
                    machines.push_back(machine_of(*view));
            });
            if (known) continue;
            all_known = false;
            machines.push_back(unknown_now(id));
        }
        // If the directory of all machines isn't there or can't be entered, no machine is to blame: a directory that is
        // missing, as one that isn't mounted, is not the news that all machines are gone.
        if (!all_known || any_gone) process::require_access(settings_.directory, X_OK);
        settling_.bury(lost);
        for (const auto& view : lost) machines.push_back(machine_of(view));
        return machines;
    });
}

ProviderResult<void> ProcessProvider::terminate(std::span<const std::string> machine_ids, Ending how) {
    return process::for_each_of(machine_ids, [&](const auto& id) { begin_end(id, how); });
}

void ProcessProvider::begin_end(const std::string& id, Ending how) {
    auto view = views_.look(id);
    if (!view) return;
    const auto stage = view->stage();
    if (stage == Stage::revoked || view->facts->ended) return;
    if (stage == Stage::lost) return settling_.bury(*view);
    // The mark comes before the signal, so that the end is never taken for a failure. A full disk
    // must not keep a machine alive, so the order is given even if no mark could be made.
    view->directory.mark_terminating();
    if (stage == Stage::vacant || stage == Stage::coming) {
        if (view->directory.revoke()) return;
        view = views_.look(id);
        if (!view) return;
    }
    const auto* keeper = view->keeper_at_work();
    if (!keeper) return;
    tell(id, *keeper, how == Ending::forced ? SIGQUIT : SIGTERM);
    // A keeper that is stopped would not hear it.
    tell(id, *keeper, SIGCONT);
}

ProviderResult<void> ProcessProvider::stop(std::span<const std::string> machine_ids) {
    return process::for_each_of(machine_ids, [&](const auto& id) { suspend(id); });
}

void ProcessProvider::suspend(const std::string& id) {
    const auto view = views_.look(id);
    const auto* keeper = view ? view->keeper_at_work() : nullptr;
    if (!keeper || view->terminating) return;
    const bool alone = view->facts->started->command.pid == 0;
    if (!alone && process::is_stopped(*keeper)) tell(id, *keeper, SIGCONT);
    tell(id, *keeper, alone ? SIGSTOP : SIGTSTP);
    // If the machine's end was ordered meanwhile, that order must be heard.
    if (view->directory.terminating()) tell(id, *keeper, SIGCONT);
}

ProviderResult<void> ProcessProvider::start(std::span<const std::string> machine_ids) {
    return process::for_each_of(machine_ids, [&](const auto& id) { wake(id); });
}

void ProcessProvider::wake(const std::string& id) {
    const auto view = views_.look(id);
    if (const auto* keeper = view ? view->keeper_at_work() : nullptr) tell(id, *keeper, SIGCONT);
}

ProviderResult<std::vector<ProviderMachine>> ProcessProvider::list(const std::string& site) {
    keepers_.reap();
    return answering([&] {
        std::vector<ProviderMachine> machines;
        root_.require();
        for (const auto& id : process::machine_ids_in(settings_.directory)) {
            apart([&] {
                const auto view = views_.look(id);
                if (!view || view->facts->order.site != site) return;
                const auto stage = view->stage();
                if (stage == Stage::alive || stage == Stage::coming) machines.push_back(machine_of(*view));
            });
        }
        return machines;
    });
}

void ProcessProvider::forget(std::span<const std::string> machine_ids) {
    for (const auto& id : machine_ids) {
        // A directory that can't be removed stays; it holds no machine.
        static_cast<void>(answering([&] {
            auto view = views_.look(id);
            if (!view) return;
            settling_.bury(*view);
            const auto stage = view->stage();
            if (stage == Stage::ended || stage == Stage::unrunnable || stage == Stage::revoked) settling_.remove(*view);
        }));
    }
}

ProviderResult<TemplateCheck> ProcessProvider::validate(const TemplateSpec& spec) {
    auto read = read_process_configuration(spec.configuration);
    if (!read) return TemplateCheck{std::move(read.error()), {}};
    TemplateCheck check;
    if (auto program = process::find_permitted_program(*read, settings_.template_paths); !program)
        check.findings.push_back({"command[0]", std::move(program.error().words)});
    if (const auto host = health(); !host)
        check.findings.push_back({"", fmt::format("no machine can be made here: {}", host.error().message)});
    return check;
}

ProviderResult<void> ProcessProvider::health() {
    return answering([&] {
        root_.require();
        process::require_access(settings_.directory, R_OK | W_OK | X_OK);
        process::require_access(settings_.keeper, X_OK);
    });
}

ProviderMachine ProcessProvider::machine_of(const View& view) const {
    return process::machine_of(view, settings_.directory, host_);
}

}  // namespace hf
