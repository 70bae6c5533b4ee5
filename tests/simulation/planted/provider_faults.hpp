// Faults between a lane and its provider: the call differs from what was recorded, or the answer is read wrongly.
#pragma once

#include <set>

#include "tests/simulation/cloud/instance.hpp"
#include "tests/simulation/daemon/seams.hpp"

namespace hf::simulation {

// A provider in front of another one.
class ProviderInFront : public Provider {
public:
    explicit ProviderInFront(std::shared_ptr<Provider> provider) : provider_(std::move(provider)) {}

    using Machines = std::vector<ProviderMachine>;
    LaunchResult launch(const LaunchSpec& order) override { return provider_->launch(order); }
    ProviderResult<Machines> find(const std::string& token) override { return provider_->find(token); }
    ProviderResult<Machines> describe(std::span<const std::string> ids) override { return provider_->describe(ids); }
    ProviderResult<void> terminate(std::span<const std::string> ids, Ending how) override {
        return provider_->terminate(ids, how);
    }
    ProviderResult<void> stop(std::span<const std::string> ids) override { return provider_->stop(ids); }
    ProviderResult<void> start(std::span<const std::string> ids) override { return provider_->start(ids); }
    ProviderResult<Machines> list(const std::string& site) override { return provider_->list(site); }
    void forget(std::span<const std::string> ids) override { provider_->forget(ids); }
    ProviderResult<TemplateCheck> validate(const TemplateSpec& spec) override { return provider_->validate(spec); }
    ProviderResult<void> health() override { return provider_->health(); }

private:
    std::shared_ptr<Provider> provider_;
};

// Seams with such a provider.
template <class Front>
class Calling final : public Seams {
public:
    std::shared_ptr<Provider> called(std::shared_ptr<Provider> provider) override {
        return std::make_shared<Front>(std::move(provider));
    }
};

class DropsTheToken final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    LaunchResult launch(const LaunchSpec& order) override {
        auto changed = order;
        changed.token = "none";
        return ProviderInFront::launch(changed);
    }
};

class CallsAgainWithANewToken final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    LaunchResult launch(const LaunchSpec& order) override {
        auto changed = order;
        if (order.repeated) changed.token += "-again";
        return ProviderInFront::launch(changed);
    }
};

class TakesALostReplyForAFailure final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    LaunchResult launch(const LaunchSpec& order) override {
        auto result = ProviderInFront::launch(order);
        if (result.error && result.error->kind == ProviderErrorKind::unreachable)
            result.error->kind = ProviderErrorKind::no_capacity;
        return result;
    }
};

class TakesAFailedSearchForNothing final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    ProviderResult<Machines> find(const std::string& token) override {
        auto found = ProviderInFront::find(token);
        if (!found && found.error().kind != ProviderErrorKind::unreachable) return Machines{};
        return found;
    }
};

class OverlooksAMachineOfALaunch final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    LaunchResult launch(const LaunchSpec& order) override {
        auto result = ProviderInFront::launch(order);
        if (result.machines.size() > 2) result.machines.erase(result.machines.begin());
        return result;
    }
};

// Says of each machine that it is one of the lightest, so that a request has as many machines as it asks for units.
class CountsMachinesForUnits final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    LaunchResult launch(const LaunchSpec& order) override {
        auto result = ProviderInFront::launch(order);
        for (auto& machine : result.machines) machine.instance_type = instance_types.front();
        return result;
    }
};

class LosesAReturn final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    ProviderResult<void> terminate(std::span<const std::string> ids, Ending how) override {
        std::vector<std::string> told;
        for (const auto& id : ids)
            if (!id.ends_with('7')) told.push_back(id);
        return ProviderInFront::terminate(told, how);
    }
};

class ForgetsToTerminateOrphans final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    ProviderResult<Machines> list(const std::string& site) override {
        auto listed = ProviderInFront::list(site);
        if (listed)
            for (const auto& machine : *listed)
                if (machine.token.starts_with("of-nobody")) strangers_.insert(machine.id);
        return listed;
    }
    ProviderResult<void> terminate(std::span<const std::string> ids, Ending how) override {
        std::vector<std::string> told;
        for (const auto& id : ids)
            if (!strangers_.contains(id)) told.push_back(id);
        return ProviderInFront::terminate(told, how);
    }

private:
    std::set<std::string> strangers_;
};

class EndsAnotherMachine final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    ProviderResult<Machines> list(const std::string& site) override {
        auto listed = ProviderInFront::list(site);
        if (listed)
            for (const auto& machine : *listed) listed_.insert(machine.id);
        return listed;
    }
    ProviderResult<void> terminate(std::span<const std::string> ids, Ending how) override {
        std::vector<std::string> told(ids.begin(), ids.end());
        if (!listed_.empty()) told.push_back(*listed_.begin());
        return ProviderInFront::terminate(told, how);
    }

private:
    std::set<std::string> listed_;
};

class ForgetsToStop final : public ProviderInFront {
public:
    using ProviderInFront::ProviderInFront;
    ProviderResult<void> stop(std::span<const std::string>) override { return {}; }
};

}  // namespace hf::simulation
