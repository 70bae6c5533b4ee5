#include "core/provisioning/lane_calls.hpp"

#include <fmt/format.h>

namespace hf {
namespace {

std::vector<std::string> ids_of(const Task& task) {
    std::vector<std::string> ids;
    for (auto& id : task.machine_ids()) ids.push_back(std::move(id.value));
    return ids;
}

template <class T>
void take(CallResult& result, ProviderResult<T> answer) {
    if (!answer)
        result.error = std::move(answer.error());
    else if constexpr (std::is_same_v<T, std::vector<ProviderMachine>>)
        result.machines = std::move(*answer);
    else if constexpr (std::is_same_v<T, TemplateCheck>)
        result.check = std::move(*answer);
}

void launch_or_find(Provider& provider, CallResult& result) {
    if (!result.call.launch) return take(result, provider.find_begun_by(result.call.task.token, result.call.begun_by));
    auto launched = provider.launch(*result.call.launch);
    result.machines = std::move(launched.machines);
    result.error = std::move(launched.error);
}

// An answer without any machine counts only if the provider is well: what answers in its place knows none.
void look_at(Provider& provider, CallResult& result) {
    take(result, provider.describe(ids_of(result.call.task)));
    if (result.error || !result.machines.empty()) return;
    if (auto well = provider.health(); !well)
        result.error = {ProviderErrorKind::unreachable, "it knows none of its machines, and " + well.error().message};
}

void ask(Provider& provider, CallResult& result) {
    const auto& task = result.call.task;
    switch (task.kind) {
        case TaskKind::launch: return launch_or_find(provider, result);
        case TaskKind::end_at_once: return take(result, provider.terminate(ids_of(task), Ending::forced));
        case TaskKind::end:
        case TaskKind::end_orphans: return take(result, provider.terminate(ids_of(task), Ending::graceful));
        case TaskKind::stop: return take(result, provider.stop(ids_of(task)));
        case TaskKind::start: return take(result, provider.start(ids_of(task)));
        case TaskKind::poll: return look_at(provider, result);
        case TaskKind::forget: return provider.forget(ids_of(task));
        case TaskKind::check: return take(result, provider.health());
        case TaskKind::validate: return take(result, provider.validate(*result.call.tmpl));
        case TaskKind::audit:
        case TaskKind::sweep: return take(result, provider.list(result.call.site));
        case TaskKind::expire:
        case TaskKind::begin:
        case TaskKind::record_health: return;  // a decision in the ledger, and no call
    }
}

}  // namespace

CallResult perform(Provider& provider, Call call) {
    CallResult result{std::move(call)};
    const auto broke_off = [&](std::string_view why) {
        result.machines.clear();
        result.error = {ProviderErrorKind::unreachable, fmt::format("the call broke off: {}", why)};
    };
    try {
        ask(provider, result);
    } catch (const std::exception& problem) {
        broke_off(problem.what());
    } catch (...) {
        broke_off("for an unknown reason");
    }
    return result;
}

}  // namespace hf
