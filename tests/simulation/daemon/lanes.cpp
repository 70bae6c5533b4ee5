#include "tests/simulation/daemon/lanes.hpp"

#include <algorithm>

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

constexpr auto soon = 1ms;

}  // namespace

void Lanes::begin() {
    std::vector<ProviderName> names;
    with_.models.read([&](const View& view) {
        for (const auto& provider : view.state.providers()) names.push_back(provider.name);
        routing_.begin(view.state);
    });
    for (const auto& name : names) open(name);
}

bool Lanes::at_rest() const {
    return std::ranges::all_of(lanes_,
                               [](const auto& each) { return each.second->calls == 0 && each.second->decisions == 0; });
}

Lane Lanes::make_lane(const ProviderAggregate& provider) const {
    const auto type = with_.types.find(provider.type);
    const auto settings =
        type == with_.types.end() || provider.missing ? LaneSettings{} : type->second->lane_settings(provider.config);
    return {provider.name, settings, with_.site, std::hash<std::string>{}(provider.name.value), with_.codec, with_.log};
}

void Lanes::open(const ProviderName& name) {
    with_.models.read([&](const View& view) {
        const auto* provider = view.state.find(name);
        if (!provider) return;
        const auto type = with_.types.find(provider->type);
        std::shared_ptr<Provider> called;
        if (!provider->missing && type != with_.types.end())
            if (auto made = type->second->make(name, provider->config)) called = with_.seams.called(std::move(*made));
        const auto running = std::make_shared<Running>(make_lane(*provider), made_of(*provider), std::move(called));
        if (with_.seams.takes_up(name)) running->lane.look_at_all(view.state, now());
        lanes_.insert_or_assign(name.value, running);
        wake(running, random_.between(0us, soon));
    });
}

void Lanes::reopen(const ProviderName& name) {
    const auto it = lanes_.find(name.value);
    if (it == lanes_.end()) return open(name);
    const bool same = with_.models.read([&](const View& view) {
        const auto* provider = view.state.find(name);
        return provider && made_of(*provider) == it->second->made_of;
    });
    if (same) return;
    it->second->closing = true;
    ended(it->second);
}

void Lanes::ended(const Handle& running) {
    if (!running->closing || running->calls > 0 || running->decisions > 0) return;
    for (auto it = lanes_.begin(); it != lanes_.end(); ++it)
        if (it->second == running) {
            const ProviderName name{it->first};
            lanes_.erase(it);
            // Not at once, since this may be in the middle of a commit.
            return process_.after(random_.between(0us, soon), [this, name] {
                if (!lanes_.contains(name.value)) open(name);
            });
        }
}

void Lanes::committed(std::span<const NumberedEvent>, const Touched& touched) {
    with_.crashes.maybe("after a commit, before lanes hear of it");
    auto heard = touched;
    with_.seams.looked_at(heard);
    auto parts = with_.models.read([&](const View& view) { return routing_.parts_of(heard, view.state); });
    for (auto& [name, part] : parts.lanes) {
        const auto it = lanes_.find(name.value);
        if (it == lanes_.end()) continue;
        it->second->inbox.touched.push_back(std::move(part));
        wake(it->second, random_.between(0us, soon));
    }
    for (const auto& name : parts.providers) reopen(name);
}

void Lanes::wake(const Handle& running, Schedule::Duration delay) {
    process_.after(delay, [this, running, waking = ++running->wakings] {
        if (running->wakings == waking) turn(running);
    });
}

void Lanes::turn(const Handle& running) {
    Lane::Commands commands;
    Lane::Step step;
    step.next = Agenda::Time::max();
    with_.models.read([&](const View& view) {
        hear(*running, view.state, commands);
        if (!stopping_ && !running->closing) step = running->lane.step(view.state, now());
    });
    decide(running, std::move(commands));
    for (auto& each : step.calls) call(running, std::move(each));
    decide(running, std::move(step.commands));
    if (step.next != Agenda::Time::max()) {
        const auto delay = std::chrono::ceil<Schedule::Duration>(step.next - with_.world.clock.monotonic());
        wake(running, std::max(delay, Schedule::Duration{1}));
    }
    ended(running);
}

void Lanes::hear(Running& running, const State& state, Lane::Commands& commands) {
    auto inbox = std::exchange(running.inbox, {});
    for (const auto& touched : inbox.touched) running.lane.look(touched, state, now());
    for (const auto& [task, accepted] : inbox.decided) running.lane.decided(task, accepted, state, now());
    for (auto& result : inbox.results) {
        --running.calls;
        for (auto& command : running.lane.taken(std::move(result), state, now()))
            commands.push_back(std::move(command));
    }
}

void Lanes::call(const Handle& running, Call call) {
    with_.crashes.maybe("before a call");
    ++running->calls;
    process_.after(random_.between(100us, 500ms), [this, running, call = std::move(call)]() mutable {
        auto result = perform_at(running, std::move(call));
        with_.crashes.maybe("after a call, before its answer is taken");
        // Mostly at once, and sometimes so late that everything else has changed.
        const auto longest = random_.below(20) == 0 ? Schedule::Duration{2min} : Schedule::Duration{1s};
        process_.after(random_.between(100us, longest), [this, running, result = std::move(result)]() mutable {
            running->inbox.results.push_back(std::move(result));
            wake(running, {});
        });
    });
}

CallResult Lanes::perform_at(const Handle& running, Call call) {
    if (running->provider) return perform(*running->provider, std::move(call));
    CallResult result{std::move(call)};
    result.error = {ProviderErrorKind::unreachable, "there is no such provider"};
    return result;
}

void Lanes::clock_was_set() {
    for (const auto& [name, running] : lanes_) wake(running, {});
}

void Lanes::decide(const Handle& running, Lane::Commands commands) {
    for (auto& command : commands) {
        if (!with_.seams.is_decided(command)) continue;
        with_.crashes.maybe("before a lane's command");
        ++running->decisions;
        // No correlation: each event takes that of the request that it belongs to.
        const CommandHeader header{{}, with_.ids.next(), {}, {}};
        with_.ledger.decide(header, command.decide,
                            [this, running, ends = command.ends](const CommandOutcome* outcome, bool, auto) {
                                --running->decisions;
                                // As LaneRunner does, which tells why.
                                if (ends && (outcome || with_.seams.takes_unknown_for_refused()))
                                    running->inbox.decided.emplace_back(*ends, outcome && outcome->accepted);
                                wake(running, random_.between(0us, soon));
                            });
        with_.decided();
    }
}

std::optional<std::string> Lanes::out_of_step() const {
    return with_.models.read([&](const View& view) -> std::optional<std::string> {
        for (const auto& [name, running] : lanes_) {
            const auto* provider = view.state.find(ProviderName{name});
            if (!provider || running->closing || !running->inbox.touched.empty()) continue;
            auto fresh = make_lane(*provider);
            fresh.look_at_all(view.state, now());
            if (fresh.agenda().contents() != running->lane.agenda().contents())
                return fmt::format("the agenda of {} is another one than after a start", name);
        }
        return std::nullopt;
    });
}

}  // namespace hf::simulation
