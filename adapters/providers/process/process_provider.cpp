#include "adapters/providers/process/process_provider.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

#include "adapters/providers/process/machine_files.hpp"
#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/process_rules.hpp"
#include "adapters/providers/process/processes.hpp"
#include "adapters/providers/process/program_search.hpp"
#include "core/text/utf8.hpp"

namespace hf {

using process::Ended;
using process::KeeperFate;
using process::MachineDirectory;
using process::Stage;

namespace {

namespace fs = std::filesystem;

// Each has a file open until it has answered; the daemon needs its files for clients.
constexpr std::uint32_t machines_at_once = 64;
constexpr int build_attempts = 10;
constexpr auto between_looks = std::chrono::milliseconds(2);

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

std::string message_of(int error) { return std::system_category().message(error); }

// Within this provider trouble with the host is an exception, for its callers a value.
template <class F>
auto answering(F&& body) -> ProviderResult<decltype(body())> {
    try {
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            return {};
        } else {
            return body();
        }
    } catch (const std::system_error& e) {
        return tl::make_unexpected(ProviderError{ProviderErrorKind::unreachable, e.what()});
    }
}

void make_root(const fs::path& directory) {
    std::error_code none;
    if (fs::is_directory(directory, none)) return;
    if (directory.has_parent_path()) fs::create_directories(directory.parent_path());
    if (::mkdir(directory.c_str(), 0700) == 0) return;
    const int error = errno;
    if (error == EEXIST && fs::is_directory(directory)) return;
    throw std::system_error(error == EEXIST ? ENOTDIR : error, std::system_category(), directory.string());
}

// The command gets nothing of the daemon's environment, which may hold its secrets.
std::string environment_of(const ProcessConfiguration& configuration, const LaunchSpec& order, const std::string& id,
                           const fs::path& work) {
    auto variables = configuration.environment;
    variables.try_emplace("PATH", process::default_path);
    variables.try_emplace("HOME", work.string());
    variables["HOSTFACTORY_MACHINE_ID"] = id;
    variables["HOSTFACTORY_REQUEST_ID"] = order.request_id;
    variables["HOSTFACTORY_TOKEN"] = order.token;
    if (!order.correlation_id.empty()) variables["HOSTFACTORY_CORRELATION_ID"] = order.correlation_id;
    if (!order.traceparent.empty()) variables["TRACEPARENT"] = order.traceparent;
    std::string text;
    for (const auto& [name, value] : variables) {
        text += fmt::format("{}={}", name, value);
        text += '\0';
    }
    return text;
}

ProviderError spawn_error(const fs::path& keeper, int error) {
    switch (error) {
        case EAGAIN:
        case ENOMEM:
            return {ProviderErrorKind::no_capacity, fmt::format("cannot start a process: {}", message_of(error))};
        case E2BIG: return {ProviderErrorKind::invalid, fmt::format("the command is too long: {}", message_of(error))};
        default:
            return {ProviderErrorKind::unreachable,
                    fmt::format("cannot run {}: {}", keeper.string(), message_of(error))};
    }
}

Ended killed(const process::Started& started, const std::string& boot, const KeeperFate& keeper) {
    if (started.boot != boot && !started.boot.empty())
        return {.how = Ended::How::lost, .words = "ended with a reboot of the host"};
    if (keeper.status && WIFSIGNALED(*keeper.status))
        return {.how = Ended::How::signalled, .value = WTERMSIG(*keeper.status)};
    if (keeper.status) return {.how = Ended::How::lost, .words = "ended; how could not be written down"};
    return {.how = Ended::How::lost, .words = "was killed; nobody saw how"};
}

// Whether it could be done. Trouble with one machine's directory must not hide the others; what
// the host is short of is everybody's trouble.
template <class F>
bool apart(F&& body) {
    try {
        body();
        return true;
    } catch (const std::system_error& e) {
        if (process::host_is_short(e.code().value())) throw;
        return false;
    }
}

void require_access(const fs::path& path, int mode) {
    if (::faccessat(AT_FDCWD, path.c_str(), mode, AT_EACCESS) != 0)
        throw std::system_error(errno, std::system_category(), path.string());
}

ProviderMachine unknown_now(const std::string& id) {
    ProviderMachine machine;
    machine.id = id;
    machine.unknown_now = true;
    return machine;
}

// One machine that gives trouble must not keep the order from the others.
template <class F>
ProviderResult<void> for_each_of(std::span<const std::string> machine_ids, F&& act) {
    ProviderResult<void> result;
    for (const auto& id : machine_ids) {
        const auto done = answering([&] { act(id); });
        if (!done && result) result = done;
    }
    return result;
}

// By a signal (keeper/watch.hpp). A keeper that has just ended needs none.
void order(const std::string& id, const process::ProcessRecord& keeper, int number) {
    const auto error = process::signal_process(keeper, number);
    if (error && error != std::errc::no_such_process)
        throw std::system_error(error, fmt::format("cannot signal the keeper of {}", id));
}

}  // namespace

struct ProcessProvider::Plan {
    const LaunchSpec& order;
    const ProcessConfiguration& configuration;
    std::uint32_t grace_s;
};

ProcessProvider::ProcessProvider(ProcessSettings settings)
    : settings_([&] {
          settings.directory = fs::absolute(settings.directory);
          settings.keeper = fs::absolute(settings.keeper);
          return std::move(settings);
      }()),
      host_(host_name()),
      boot_(process::boot_id()),
      views_(settings_.directory, keepers_) {}

LaunchResult ProcessProvider::launch(const LaunchSpec& order) {
    const auto invalid = [](std::string message) {
        return ProviderError{ProviderErrorKind::invalid, std::move(message)};
    };
    // No machine has ever had such a token.
    if (!process::valid_token(order.token))
        return {{}, invalid(fmt::format("\"{}\" is no token: 1 to 100 letters, digits and '-'", order.token))};

    keepers_.reap();
    const auto pass = gate_.enter(order.token);
    LaunchResult result;
    if (const auto configuration = read_process_configuration(order.configuration)) {
        start_missing({order, *configuration, configuration->grace_s.value_or(settings_.grace_s)}, result);
    } else {
        const auto& finding = configuration.error().front();
        result.error = invalid(fmt::format("configuration.{}: {}", finding.field, finding.message));
    }
    if (!result.error) return result;

    // With an error the launch may be closed, so it must tell what earlier calls have started too.
    auto there = answering([&] { return settled_of(order.token); });
    if (there)
        result.machines = std::move(*there);
    else
        result.error = there.error();
    return result;
}

void ProcessProvider::start_missing(const Plan& plan, LaunchResult& result) {
    const auto count = plan.order.count;
    const auto done = answering([&] {
        make_root(settings_.directory);
        bool go_on = true;
        for (std::uint32_t first = 1; go_on && first <= count; first += machines_at_once)
            go_on = launch_some(plan, first, std::min(count, first + machines_at_once - 1), result);
    });
    if (!done && !result.error) result.error = done.error();
}

bool ProcessProvider::launch_some(const Plan& plan, std::uint32_t first, std::uint32_t last, LaunchResult& result) {
    std::vector<std::string> ids;
    std::vector<process::SpawnedKeeper> keepers;
    const auto started = answering([&] {
        for (auto index = first; index <= last && !result.error; ++index) {
            auto view = prepare_directory(plan, index);
            const auto stage = view.stage();
            if (stage != Stage::vacant && stage != Stage::coming) {
                take_over(std::move(view), result);
                continue;
            }
            auto keeper = keepers_.spawn(
                {settings_.keeper, settings_.directory / view.id, plan.grace_s, plan.configuration.command});
            if (!keeper) {
                result.error = spawn_error(settings_.keeper, keeper.error());
                if (auto settled = settle(std::move(view))) take_over(std::move(*settled), result);
                break;
            }
            ids.push_back(view.id);
            keepers.push_back(std::move(*keeper));
        }
    });
    // Those that were started must be heard, whatever became of the others.
    const auto answers = process::await_answers(keepers, std::chrono::steady_clock::now() + settings_.start_timeout);
    for (std::size_t i = 0; i < keepers.size(); ++i) {
        const auto taken = answering([&] { take_answer(ids[i], keepers[i].pid, answers[i], result); });
        if (!taken && !result.error) result.error = taken.error();
    }
    if (!started && !result.error) result.error = started.error();
    return !result.error;
}

ProcessProvider::View ProcessProvider::prepare_directory(const Plan& plan, std::uint32_t index) {
    const auto& order = plan.order;
    const auto id = process::machine_id(order.token, index);
    for (int attempt = 0; attempt < build_attempts; ++attempt) {
        if (auto view = views_.look(id)) {
            const auto stage = view->stage();
            // What was revoked by terminate() is a machine of this token that has ended.
            const bool unusable =
                (stage == Stage::revoked && !view->terminating) || (stage == Stage::vacant && !view->facts->complete);
            if (!unusable) return std::move(*view);
            if (stage == Stage::vacant && !view->directory.revoke()) continue;
            remove(*view);
        }
        MachineDirectory::build(
            settings_.directory, id,
            {.token = order.token,
             .site = order.site,
             .request_id = order.request_id,
             .template_id = order.template_id,
             .name = process::machine_name(host_, order.token, index),
             .index = index,
             .command = plan.configuration.command,
             .grace_s = plan.grace_s,
             .tags = order.tags},
            environment_of(plan.configuration, order, id, settings_.directory / id / process::file::work));
    }
    throw std::system_error(EBUSY, std::system_category(), (settings_.directory / id).string());
}

void ProcessProvider::take_answer(const std::string& id, pid_t keeper, const std::optional<std::string>& answer,
                                  LaunchResult& result) {
    namespace word = process::word;
    const auto said = with_valid_utf8(answer.value_or(""));
    const auto kind = std::string_view(said).substr(0, said.find(' '));

    // Another keeper is at it, started by another launch: it claims it or goes away.
    auto view = views_.look(id);
    const auto deadline = std::chrono::steady_clock::now() + settings_.start_timeout;
    while (kind == word::busy && view && view->stage() == Stage::coming &&
           std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(between_looks);
        view = views_.look(id);
    }

    auto settled = view ? settle(std::move(*view)) : std::nullopt;
    // A keeper that said nothing may still hang; after the claim by us it could only refuse.
    const bool is_its_keeper = settled && settled->facts->started && settled->facts->started->keeper.pid == keeper;
    if (!is_its_keeper) {
        if (!answer) keepers_.kill(keeper);
        keepers_.dismiss(keeper, settings_.directory / id);
    }
    if (settled) {
        const auto before = result.machines.size();
        take_over(std::move(*settled), result);
        if (result.machines.size() > before || result.error) return;
    }
    if (result.error) return;
    const auto named = enum_from<ProviderErrorKind>(kind);
    const auto text = said.substr(std::min(said.size(), kind.size() + 1));
    if (named)
        result.error = ProviderError{*named, text};
    else if (!answer)
        result.error = ProviderError{
            ProviderErrorKind::unreachable,
            fmt::format("the keeper of {} did not answer within {} ms", id, settings_.start_timeout.count())};
    else
        result.error = ProviderError{ProviderErrorKind::unreachable, fmt::format("{} was called off", id)};
}

void ProcessProvider::take_over(View view, LaunchResult& result) {
    if (view.stage() == Stage::lost) {
        std::vector<View> one;
        one.push_back(std::move(view));
        bury(one);
        view = std::move(one.front());
    }
    switch (view.stage()) {
        case Stage::unrunnable:
            if (!result.error) result.error = ProviderError{view.facts->ended->kind, view.facts->ended->words};
            // So that the same order can be tried again once the host is as it should be.
            remove(view);
            return;
        case Stage::vacant:
        case Stage::coming: return;
        case Stage::revoked:
            if (!view.terminating) return;
            break;
        case Stage::alive:
        case Stage::ended:
        case Stage::lost: break;
    }
    result.machines.push_back(machine_of(view));
}

std::optional<ProcessProvider::View> ProcessProvider::settle(View view) {
    const auto stage = view.stage();
    if (stage != Stage::vacant && stage != Stage::coming) return view;
    if (view.directory.revoke()) {
        remove(view);
        return std::nullopt;
    }
    // Somebody was quicker.
    return views_.look(view.id);
}

void ProcessProvider::remove(View& view) {
    view.directory.remove();
    views_.drop(view.id);
    if (const auto& started = view.facts->started) keepers_.dismiss(started->keeper.pid, settings_.directory / view.id);
}

void ProcessProvider::bury(std::vector<View>& views) {
    std::map<std::string, process::ProcessRecord, std::less<>> left;
    for (const auto& view : views)
        if (view.stage() == Stage::lost && view.facts->started->boot == boot_)
            left[view.id] = view.facts->started->command;
    if (!left.empty()) process::kill_leftovers(left);
    for (auto& view : views) {
        if (view.stage() != Stage::lost) continue;
        const auto end = killed(*view.facts->started, boot_, view.keeper);
        // On a full disk it can't be kept; then the next look tells as much again.
        static_cast<void>(answering([&] { view.directory.record_end(end); }));
        auto facts = *view.facts;
        facts.ended = end;
        view.facts = std::make_shared<const process::MachineFacts>(std::move(facts));
    }
}

ProviderResult<std::vector<ProviderMachine>> ProcessProvider::find(const std::string& token) {
    const auto pass = gate_.enter(token);
    return answering([&] { return settled_of(token); });
}

std::vector<ProviderMachine> ProcessProvider::settled_of(const std::string& token) {
    std::vector<View> found;
    for (const auto& id : ids()) {
        if (process::parse_machine_id(id)->token != token) continue;
        auto view = views_.look(id);
        if (view) view = settle(std::move(*view));
        if (!view) continue;
        const auto stage = view->stage();
        if (stage == Stage::unrunnable || (stage == Stage::revoked && !view->terminating))
            remove(*view);
        else
            found.push_back(std::move(*view));
    }
    return machines_of(found);
}

ProviderResult<std::vector<ProviderMachine>> ProcessProvider::describe(std::span<const std::string> machine_ids) {
    return answering([&] {
        std::vector<ProviderMachine> machines;
        machines.reserve(machine_ids.size());
        std::vector<View> lost;
        bool all_known = true;
        for (const auto& id : machine_ids) {
            const bool known = apart([&] {
                auto view = look_at_launched(id);
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
        // Where not even the directory of all can be entered, it is not a matter of one machine.
        if (!all_known) require_access(settings_.directory, X_OK);
        for (auto& machine : machines_of(lost)) machines.push_back(std::move(machine));
        return machines;
    });
}

std::optional<ProcessProvider::View> ProcessProvider::look_at_launched(const std::string& id) {
    auto view = views_.look(id);
    if (!view || view->stage() != Stage::vacant) return view;
    view->directory.revoke();
    return views_.look(id);
}

ProviderResult<void> ProcessProvider::terminate(std::span<const std::string> machine_ids, Ending how) {
    return for_each_of(machine_ids, [&](const auto& id) { begin_end(id, how); });
}

void ProcessProvider::begin_end(const std::string& id, Ending how) {
    auto view = views_.look(id);
    if (!view) return;
    const auto stage = view->stage();
    if (stage == Stage::revoked || view->facts->ended) return;
    if (stage == Stage::lost) {
        std::vector<View> one;
        one.push_back(std::move(*view));
        return bury(one);
    }
    // Before the signal, so that the end is never taken for a failure. A full disk must
    // not keep a machine alive, so it goes on without.
    view->directory.mark_terminating();
    if (stage == Stage::vacant || stage == Stage::coming) {
        if (view->directory.revoke()) return;
        view = views_.look(id);
        if (!view) return;
    }
    const auto* keeper = view->keeper_at_work();
    if (!keeper) return;
    order(id, *keeper, how == Ending::forced ? SIGQUIT : SIGTERM);
    // One that is stopped would not hear it.
    order(id, *keeper, SIGCONT);
}

ProviderResult<void> ProcessProvider::stop(std::span<const std::string> machine_ids) {
    return for_each_of(machine_ids, [&](const auto& id) { suspend(id); });
}

void ProcessProvider::suspend(const std::string& id) {
    const auto view = views_.look(id);
    const auto* keeper = view ? view->keeper_at_work() : nullptr;
    if (!keeper || view->terminating) return;
    const bool alone = view->facts->started->command.pid == 0;
    if (!alone && process::is_stopped(*keeper)) order(id, *keeper, SIGCONT);
    order(id, *keeper, alone ? SIGSTOP : SIGTSTP);
    // If its end was asked for meanwhile, that order must be heard.
    if (view->directory.terminating()) order(id, *keeper, SIGCONT);
}

ProviderResult<void> ProcessProvider::start(std::span<const std::string> machine_ids) {
    return for_each_of(machine_ids, [&](const auto& id) { wake(id); });
}

void ProcessProvider::wake(const std::string& id) {
    const auto view = views_.look(id);
    if (const auto* keeper = view ? view->keeper_at_work() : nullptr) order(id, *keeper, SIGCONT);
}

ProviderResult<std::vector<ProviderMachine>> ProcessProvider::list(const std::string& site) {
    keepers_.reap();
    return answering([&] {
        std::vector<ProviderMachine> machines;
        for (const auto& id : ids()) {
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
        // What can't be removed stays; it holds no machine.
        static_cast<void>(answering([&] {
            std::vector<View> views;
            if (auto view = views_.look(id)) views.push_back(std::move(*view));
            bury(views);
            for (auto& view : views) {
                const auto stage = view.stage();
                if (stage == Stage::ended || stage == Stage::unrunnable || stage == Stage::revoked) remove(view);
            }
        }));
    }
}

ProviderResult<TemplateCheck> ProcessProvider::validate(const TemplateSpec& spec) {
    auto read = read_process_configuration(spec.configuration);
    if (!read) return TemplateCheck{std::move(read.error()), {}};
    TemplateCheck check;
    if (!read->command.empty()) {
        const auto path = read->environment.find("PATH");
        auto problem = process::problem_of_program(
            read->command.front(), path == read->environment.end() ? process::default_path : path->second);
        if (!problem.empty()) check.findings.push_back({"command[0]", std::move(problem)});
    }
    if (const auto host = health(); !host)
        check.findings.push_back({"", fmt::format("no machine can be made here: {}", host.error().message)});
    return check;
}

ProviderResult<void> ProcessProvider::health() {
    return answering([&] {
        make_root(settings_.directory);
        require_access(settings_.directory, R_OK | W_OK | X_OK);
        require_access(settings_.keeper, X_OK);
    });
}

std::vector<std::string> ProcessProvider::ids() const {
    std::vector<std::string> result;
    std::error_code error;
    fs::directory_iterator entries(settings_.directory, error);
    if (error == std::errc::no_such_file_or_directory) return result;
    if (error) throw fs::filesystem_error("cannot read", settings_.directory, error);
    for (const auto& entry : entries) {
        auto name = entry.path().filename().string();
        if (process::is_unfinished(name))
            process::remove_unfinished(entry.path());
        else if (process::parse_machine_id(name))
            result.push_back(std::move(name));
    }
    return result;
}

std::vector<ProviderMachine> ProcessProvider::machines_of(std::vector<View>& views) {
    bury(views);
    std::vector<ProviderMachine> machines;
    for (const auto& view : views) machines.push_back(machine_of(view));
    return machines;
}

ProviderMachine ProcessProvider::machine_of(const View& view) const {
    const auto& facts = *view.facts;
    ProviderMachine machine;
    machine.id = view.id;
    machine.token = facts.order.token;
    machine.name = facts.order.name.empty() ? process::machine_name(host_, facts.order.token, facts.order.index)
                                            : facts.order.name;
    machine.private_ip = "127.0.0.1";
    machine.instance_type = "process";
    const auto directory = (settings_.directory / view.id).string();
    machine.details.emplace("directory", directory);
    machine.details.emplace("log", fmt::format("{}/{}", directory, process::file::log));
    if (facts.started && !facts.started->revoked) machine.details.emplace("pid", facts.started->process().pid);

    switch (view.stage()) {
        case Stage::vacant: machine.status = MachineStatus::pending; break;
        case Stage::coming: machine.status = MachineStatus::launching; break;
        case Stage::alive:
            machine.status = view.terminating || facts.ended ? MachineStatus::shutting_down
                             : view.stopped                  ? MachineStatus::stopped
                                                             : MachineStatus::running;
            break;
        case Stage::revoked:
            machine.status = view.terminating ? MachineStatus::terminated : MachineStatus::failed;
            machine.reason = view.terminating ? "was called off before it began"
                                              : "its start was lost with the host's files, as by a power failure";
            break;
        case Stage::unrunnable:
        case Stage::ended:
        case Stage::lost:
            machine.status = view.terminating ? MachineStatus::terminated : MachineStatus::failed;
            if (facts.ended) machine.reason = in_words(*facts.ended);
            if (facts.ended && facts.ended->ordered && !view.terminating)
                machine.reason += ", after a signal to its keeper";
            break;
    }
    return machine;
}

}  // namespace hf
