// Cloud: the ground truth of one simulated source of machines. Orders take effect at once; its instances
// boot, stop and end in virtual time, die, and are taken back, by the weather of the run.
//
//     Cloud cloud(world, "east");
//     cloud.make(order, 3);                            // at most so many of what the token still lacks
//     cloud.terminate("east-7", Ending::graceful);     // ends some seconds later
//     for (const auto& [id, instance] : cloud.instances()) …
//
// A daemon, which calls over a network, sees it through a CloudProvider. Used by one thread.
#pragma once

#include <map>
#include <set>

#include "tests/simulation/cloud/instance.hpp"
#include "tests/simulation/run/world.hpp"

namespace hf::simulation {

class Cloud {
public:
    using Duration = VirtualClock::Duration;

    Cloud(World& world, std::string name) : world_(world), random_(world.random.fork()), name_(std::move(name)) {}

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::map<std::string, Instance>& instances() const { return instances_; }
    [[nodiscard]] const Instance* find(const std::string& id) const;
    // All of a token that are remembered, dead ones included.
    [[nodiscard]] std::vector<ProviderMachine> of_token(const std::string& token) const;
    // How many instances or units a token has ever had.
    [[nodiscard]] std::uint32_t made(const std::string& token) const;

    // Makes at most `most` of those that the token still lacks; of units the last instance may exceed that.
    void make(const LaunchSpec& order, std::uint32_t most);
    void terminate(const std::string& id, Ending how);
    void stop(const std::string& id);
    void start(const std::string& id);
    void forget(const std::string& id);

    // Nothing answers until then.
    [[nodiscard]] bool answers() const { return world_.clock.elapsed() >= silent_until_; }
    void be_silent(Duration how_long) { silent_until_ = world_.clock.elapsed() + how_long; }
    void answer_again() { silent_until_ = forgetful_until_ = {}; }
    // False while answers lack the instance: nothing has become of it.
    [[nodiscard]] bool knows(const std::string& id) const;

    // What may come upon it in any minute.
    void minute(const std::string& site);

private:
    void add(const LaunchSpec& order);
    [[nodiscard]] std::string free_name();
    void change(Instance& instance, MachineStatus to, std::string_view why = {});
    // Goes on after the delay, unless the status changes before.
    void then(const Instance& instance, Duration delay, std::function<void(Instance&)> go_on);
    void boot(Instance& instance);
    void came_up(Instance& instance);
    void reclaim(Instance& instance);
    void end(Instance& instance, MachineStatus how, std::string_view why);

    World& world_;
    Randomness random_;
    std::string name_;
    std::map<std::string, Instance> instances_;
    std::map<std::string, std::uint32_t> made_;  // by token
    std::uint64_t last_ = 0;
    Duration silent_until_{};
    Duration forgetful_until_{};
    std::uint64_t forgets_of_ten_{};  // instances, by the last digit of the id
};

}  // namespace hf::simulation
