#include "adapters/providers/process/launching.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>

#include "adapters/providers/process/host_trouble.hpp"
#include "adapters/providers/process/machine_files.hpp"
#include "adapters/providers/process/machine_id.hpp"
#include "adapters/providers/process/program_search.hpp"
#include "adapters/providers/process/provider_machine.hpp"
#include "core/text/utf8.hpp"

namespace hf::process {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Each has a file open until it has answered; the daemon needs its files for clients.
constexpr std::uint32_t machines_at_once = 64;
constexpr int build_attempts = 10;
constexpr auto between_looks = std::chrono::milliseconds(2);

// The command gets nothing of the daemon's environment, which may hold its secrets.
std::string environment_of(const ProcessConfiguration& configuration, const LaunchSpec& order, const std::string& id,
                           const std::filesystem::path& work) {
    auto variables = configuration.environment;
    variables.try_emplace("PATH", default_path);
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

ProviderError spawn_error(const std::filesystem::path& keeper, int error) {
    const auto message = std::system_category().message(error);
    switch (error) {
        case EAGAIN:
        case ENOMEM: return {ProviderErrorKind::no_capacity, fmt::format("cannot start a process: {}", message)};
        case E2BIG: return {ProviderErrorKind::invalid, fmt::format("the command is too long: {}", message)};
        default: return {ProviderErrorKind::unreachable, fmt::format("cannot run {}: {}", keeper.string(), message)};
    }
}

bool waits_for_a_keeper(Stage stage) { return stage == Stage::vacant || stage == Stage::coming; }

}  // namespace

Launching::Launching(const Dependencies& dependencies, const LaunchSpec& order,
                     const ProcessConfiguration& configuration)
    : of_(dependencies),
      order_(order),
      configuration_(configuration),
      grace_s_(configuration.grace_s.value_or(dependencies.settings.grace_s)) {}

void Launching::note(ProviderError error) {
    if (!error_) error_ = std::move(error);
}

bool Launching::find_program_to_run() {
    if (of_.settings.template_paths.everywhere()) return true;
    auto program = find_permitted_program(configuration_, of_.settings.template_paths);
    if (program) {
        program_ = std::move(*program);
    } else {
        const auto& [words, lasts] = program.error();
        note({lasts ? ProviderErrorKind::invalid : ProviderErrorKind::no_capacity,
              fmt::format("configuration.command[0]: {}", words)});
    }
    return !error_;
}

void Launching::start_missing() {
    if (!find_program_to_run()) return;
    const auto count = machines_for(order_, configuration_);
    const auto done = answering([&] {
        bool go_on = true;
        for (std::uint32_t first = 1; go_on && first <= count; first += machines_at_once)
            go_on = start_some(first, std::min(count, first + machines_at_once - 1));
    });
    if (!done) note(done.error());
}

bool Launching::start_some(std::uint32_t first, std::uint32_t last) {
    std::vector<std::string> ids;
    std::vector<SpawnedKeeper> keepers;
    const auto started = answering([&] {
        for (auto index = first; index <= last && !error_; ++index) {
            auto view = prepare_directory(index);
            if (!waits_for_a_keeper(view.stage())) {
                take_over(std::move(view));
                continue;
            }
            auto keeper = of_.keepers.spawn(
                {of_.settings.keeper, of_.settings.directory / view.id, grace_s_, configuration_.command, program_});
            if (!keeper) {
                note(spawn_error(of_.settings.keeper, keeper.error()));
                if (auto settled = of_.settling.settle(std::move(view))) take_over(std::move(*settled));
                break;
            }
            ids.push_back(view.id);
            keepers.push_back(std::move(*keeper));
        }
    });
    // The keepers that were started must be heard, whatever became of the others.
    const auto answers = await_answers(keepers, SteadyClock::now() + of_.settings.start_timeout);
    for (std::size_t i = 0; i < keepers.size(); ++i) {
        const auto taken = answering([&] { take_answer(ids[i], keepers[i].pid, answers[i]); });
        if (!taken) note(taken.error());
    }
    if (!started) note(started.error());
    return !error_;
}

MachineView Launching::prepare_directory(std::uint32_t index) {
    const auto id = machine_id(order_.token, index);
    for (int attempt = 0; attempt < build_attempts; ++attempt) {
        if (auto view = of_.views.look(id)) {
            const auto stage = view->stage();
            // What was revoked by terminate() is a machine of this token that has ended.
            const bool unusable =
                (stage == Stage::revoked && !view->terminating) || (stage == Stage::vacant && !view->facts->complete);
            if (!unusable) return std::move(*view);
            if (stage == Stage::vacant && !view->directory.revoke()) continue;
            of_.settling.remove(*view);
        }
        build_directory(id, index);
    }
    throw std::system_error(EBUSY, std::system_category(), (of_.settings.directory / id).string());
}

void Launching::build_directory(const std::string& id, std::uint32_t index) {
    const auto& directory = of_.settings.directory;
    MachineDirectory::build(directory, id,
                            {.token = order_.token,
                             .site = order_.site,
                             .request_id = order_.request_id,
                             .template_id = order_.template_id,
                             .name = machine_name(of_.host, order_.token, index),
                             .index = index,
                             .command = configuration_.command,
                             .grace_s = grace_s_,
                             .tags = order_.tags},
                            environment_of(configuration_, order_, id, directory / id / file::work));
}

std::optional<MachineView> Launching::look_past_others(const std::string& id, bool busy) {
    const auto deadline = SteadyClock::now() + of_.settings.start_timeout;
    auto view = of_.views.look(id);
    while (busy && view && view->stage() == Stage::coming && SteadyClock::now() < deadline) {
        std::this_thread::sleep_for(between_looks);
        view = of_.views.look(id);
    }
    return view;
}

void Launching::take_answer(const std::string& id, pid_t keeper, const std::optional<std::string>& answer) {
    const auto said = with_valid_utf8(answer.value_or(""));
    const auto kind = std::string_view(said).substr(0, said.find(' '));

    auto view = look_past_others(id, kind == word::busy);
    auto settled = view ? of_.settling.settle(std::move(*view)) : std::nullopt;
    // A keeper that said nothing may still hang; after the claim by us it could only refuse.
    const bool is_its_keeper = settled && settled->facts->started && settled->facts->started->keeper.pid == keeper;
    if (!is_its_keeper) {
        if (!answer) of_.keepers.kill(keeper);
        of_.keepers.dismiss(keeper, of_.settings.directory / id);
    }
    if (settled && take_over(std::move(*settled))) return;
    if (const auto named = enum_from<ProviderErrorKind>(kind))
        note({*named, said.substr(std::min(said.size(), kind.size() + 1))});
    else if (!answer)
        note({ProviderErrorKind::unreachable,
              fmt::format("the keeper of {} did not answer within {} ms", id, of_.settings.start_timeout.count())});
    else
        note({ProviderErrorKind::unreachable, fmt::format("{} was cancelled", id)});
}

bool Launching::take_over(MachineView view) {
    of_.settling.bury(view);
    switch (view.stage()) {
        case Stage::unrunnable:
            note({view.facts->ended->kind, view.facts->ended->words});
            // So that the same order can be tried again once the host is as it should be.
            of_.settling.remove(view);
            return true;
        case Stage::vacant:
        case Stage::coming: return false;
        case Stage::revoked:
            if (!view.terminating) return false;
            break;
        case Stage::alive:
        case Stage::ended:
        case Stage::lost: break;
    }
    machines_.push_back(machine_of(view, of_.settings.directory, of_.host));
    return true;
}

}  // namespace hf::process
