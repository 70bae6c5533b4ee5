#include "tests/simulation/cloud/cloud.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;
using enum MachineStatus;

constexpr auto remembered_for = 1h;
constexpr std::size_t host_names = 40;

}  // namespace

const Instance* Cloud::find(const std::string& id) const {
    const auto it = instances_.find(id);
    if (it == instances_.end()) return nullptr;
    const bool forgotten = !it->second.live() && world_.clock.elapsed() > it->second.ended_at + remembered_for;
    return forgotten ? nullptr : &it->second;
}

bool Cloud::knows(const std::string& id) const {
    return world_.clock.elapsed() >= forgetful_until_ || static_cast<std::uint64_t>(id.back() - '0') >= forgets_of_ten_;
}

std::vector<ProviderMachine> Cloud::of_token(const std::string& token) const {
    std::vector<ProviderMachine> found;
    for (const auto& [id, instance] : instances_)
        if (instance.machine.token == token && find(id)) found.push_back(instance.machine);
    return found;
}

std::uint32_t Cloud::made(const std::string& token) const {
    const auto it = made_.find(token);
    return it == made_.end() ? 0 : it->second;
}

void Cloud::make(const LaunchSpec& order, std::uint32_t most) {
    const auto there = made(order.token);
    const auto lacking = order.count > there ? order.count - there : 0;
    const auto enough = there + std::min(lacking, most);
    while (made(order.token) < enough) add(order);
}

void Cloud::add(const LaunchSpec& order) {
    Instance instance;
    auto& machine = instance.machine;
    machine.id = fmt::format("{}-{}", name_, ++last_);
    machine.token = order.token;
    machine.name = free_name();
    const bool by_units = order.counts == Counting::units;
    machine.instance_type = by_units ? random_.one_of(instance_types) : instance_types.front();
    instance.units = by_units ? worth(machine.instance_type) : 1;
    instance.site = order.site;
    instance.request_id = order.request_id;
    instance.template_id = order.template_id;
    made_[order.token] += instance.units;
    auto& added = instances_.emplace(machine.id, std::move(instance)).first->second;
    world_.trace.say("cloud", "{}: instance {} for {}", name_, added.machine.id, order.token);
    // Some providers tell of a machine before they begin with it, and some when it runs already.
    switch (random_.below(3)) {
        case 0: added.machine.status = pending; return boot(added);
        case 1: added.machine.status = launching; return boot(added);
        default: added.machine.status = launching; return came_up(added);
    }
}

// Names are used again, but never by two that live at the same time.
std::string Cloud::free_name() {
    std::set<std::string_view> taken;
    for (const auto& [id, instance] : instances_)
        if (instance.live()) taken.insert(instance.machine.name);
    for (std::size_t i = 0;; ++i)
        if (auto name = fmt::format("{}-host-{}", name_, (last_ + i) % (host_names + taken.size()));
            !taken.contains(name))
            return name;
}

void Cloud::change(Instance& instance, MachineStatus to, std::string_view why) {
    instance.machine.status = to;
    ++instance.changes;
    world_.trace.say("cloud", "{}: {} is {}{}{}", name_, instance.machine.id, name_of(to), why.empty() ? "" : ": ",
                     why);
}

void Cloud::then(const Instance& instance, Duration delay, std::function<void(Instance&)> go_on) {
    world_.schedule.after(delay, [this, id = instance.machine.id, was = instance.changes, go_on = std::move(go_on)] {
        auto& later = instances_.at(id);
        if (later.changes == was) go_on(later);
    });
}

void Cloud::boot(Instance& instance) {
    const auto longest = random_.per_mille(world_.weather.slow_boot) ? Duration{20min} : Duration{1min};
    then(instance, random_.between(100ms, longest), [this](Instance& later) {
        if (later.machine.status != pending || random_.coin()) return came_up(later);
        change(later, launching);
        boot(later);
    });
}

void Cloud::came_up(Instance& instance) {
    if (random_.per_mille(world_.weather.fails_to_boot)) {
        // One that has run before falls back.
        if (instance.has_run) return change(instance, stopped, "could not be started again");
        return end(instance, failed, "did not boot");
    }
    instance.has_run = true;
    const auto address = fmt::format("10.0.{}.{}", last_ / 250, last_ % 250 + 1);
    if (random_.per_mille(world_.weather.without_address))
        world_.schedule.after(random_.between(1s, 3min), [this, id = instance.machine.id, address] {
            instances_.at(id).machine.private_ip = address;
        });
    else
        instance.machine.private_ip = address;
    // Another one after each start.
    instance.machine.public_ip = fmt::format("192.0.2.{}", instance.changes);
    change(instance, running);
    if (random_.per_mille(world_.weather.machine_dies))
        then(instance, random_.between(1s, 30min),
             [this](Instance& later) { end(later, failed, "signal 9 (Killed)"); });
    else if (random_.per_mille(world_.weather.machine_reclaimed))
        then(instance, random_.between(1s, 30min), [this](Instance& later) { reclaim(later); });
}

void Cloud::reclaim(Instance& instance) {
    instance.machine.reclaiming = true;
    if (random_.coin()) instance.machine.reclaim_at = world_.clock.now() + Duration{2min};
    instance.machine.reason = "capacity is needed elsewhere";
    world_.trace.say("cloud", "{}: takes back {}", name_, instance.machine.id);
    then(instance, 2min, [this](Instance& later) { end(later, terminated, "taken back"); });
}

void Cloud::end(Instance& instance, MachineStatus how, std::string_view why) {
    instance.ended_at = world_.clock.elapsed();
    instance.machine.reason = why;
    change(instance, how, why);
}

void Cloud::terminate(const std::string& id, Ending how) {
    const auto it = instances_.find(id);
    if (it == instances_.end() || !it->second.live()) return;
    auto& instance = it->second;
    if (instance.machine.status == shutting_down && how == Ending::graceful) return;
    change(instance, shutting_down);
    const auto longest = how == Ending::graceful ? Duration{2min} : Duration{2s};
    then(instance, random_.between(1ms, longest), [this](Instance& later) { end(later, terminated, {}); });
}

void Cloud::stop(const std::string& id) {
    const auto it = instances_.find(id);
    if (it == instances_.end()) return;
    auto& instance = it->second;
    if (instance.machine.status != running && instance.machine.status != launching) return;
    change(instance, stopping);
    then(instance, random_.between(1ms, 1min), [this](Instance& later) {
        later.machine.public_ip.clear();
        change(later, stopped);
    });
}

void Cloud::start(const std::string& id) {
    const auto it = instances_.find(id);
    if (it == instances_.end()) return;
    auto& instance = it->second;
    if (instance.machine.status != stopped && instance.machine.status != stopping) return;
    change(instance, launching);
    boot(instance);
}

// The instance is kept, since entries of the schedule refer to it; no answer shows it any more.
void Cloud::forget(const std::string& id) {
    const auto it = instances_.find(id);
    if (it != instances_.end() && !it->second.live()) it->second.ended_at = -remembered_for;
}

void Cloud::minute(const std::string& site) {
    if (random_.per_mille(world_.weather.outage)) {
        be_silent(random_.between(1min, 1h));
        world_.trace.say("cloud", "{}: nothing answers for a while", name_);
    }
    if (random_.per_mille(world_.weather.forgetful)) {
        forgetful_until_ = world_.clock.elapsed() + random_.between(1min, 1h);
        forgets_of_ten_ = random_.from_to(1, 10);
        world_.trace.say("cloud", "{}: forgets {} of 10 machines for a while", name_, forgets_of_ten_);
    }
    if (random_.per_mille(world_.weather.stranger)) {
        LaunchSpec order;
        order.token = fmt::format("of-nobody-{}", last_);
        order.count = 1;
        order.site = site;
        make(order, 1);
    }
}

}  // namespace hf::simulation
