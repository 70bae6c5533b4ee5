#include "tests/unit/support/in_memory_provider.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace hf::testing {
namespace {

const ProviderError no_answer{ProviderErrorKind::unreachable, "connection refused"};

}  // namespace

std::uint32_t units_in(const ValueMap& configuration) {
    const auto it = configuration.find(std::string_view("units"));
    return it == configuration.end() ? 1 : static_cast<std::uint32_t>(it->second.as_integer().value_or(1));
}

void InMemoryProvider::fail(std::uint32_t launches, ProviderError error) {
    const MutexLock lock(mutex_);
    failing_ = launches;
    failure_ = std::move(error);
}

void InMemoryProvider::fail_template(std::string template_id, ProviderError error) {
    const MutexLock lock(mutex_);
    failing_template_ = std::move(template_id);
    failure_ = std::move(error);
}

void InMemoryProvider::fail_searches(std::uint32_t searches, ProviderError error) {
    const MutexLock lock(mutex_);
    failing_searches_ = searches;
    failure_ = std::move(error);
}

void InMemoryProvider::lose_answers(std::uint32_t launches) {
    const MutexLock lock(mutex_);
    losing_ = launches;
}

void InMemoryProvider::throw_from_launches(std::uint32_t launches, std::string why) {
    const MutexLock lock(mutex_);
    throwing_ = launches;
    why_ = std::move(why);
}

void InMemoryProvider::limit_capacity(std::size_t machines) {
    const MutexLock lock(mutex_);
    capacity_ = machines;
}

void InMemoryProvider::be_unreachable(bool unreachable) {
    const MutexLock lock(mutex_);
    unreachable_ = unreachable;
}

void InMemoryProvider::be_unwell(bool unwell) {
    const MutexLock lock(mutex_);
    unwell_ = unwell;
}

void InMemoryProvider::kill(const std::string& machine_id) {
    const MutexLock lock(mutex_);
    auto& machine = machines_.at(machine_id).machine;
    machine.status = MachineStatus::failed;
    machine.reason = "signal 9 (Killed)";
}

void InMemoryProvider::hide(const std::string& machine_id, bool hidden) {
    const MutexLock lock(mutex_);
    machines_.at(machine_id).machine.unknown_now = hidden;
}

void InMemoryProvider::overlook(std::set<std::string> machine_ids) {
    const MutexLock lock(mutex_);
    overlooked_ = std::move(machine_ids);
}

void InMemoryProvider::refuse(const std::string& machine_id, std::optional<ProviderError> why) {
    const MutexLock lock(mutex_);
    refused_.erase(machine_id);
    if (why) refused_.emplace(machine_id, std::move(*why));
}

void InMemoryProvider::fail_starts(bool failing, std::string why) {
    const MutexLock lock(mutex_);
    fails_starts_ = failing ? std::optional(std::move(why)) : std::nullopt;
}

std::uint32_t InMemoryProvider::change_calls() const {
    const MutexLock lock(mutex_);
    return change_calls_;
}

std::size_t InMemoryProvider::made() const {
    const MutexLock lock(mutex_);
    return last_;
}

std::optional<ProviderError> InMemoryProvider::trouble(std::span<const std::string> machine_ids) const {
    if (unreachable_) return no_answer;
    for (const auto& id : machine_ids)
        if (const auto it = refused_.find(id); it != refused_.end()) return it->second;
    return std::nullopt;
}

void InMemoryProvider::be_slow(bool slow) {
    const MutexLock lock(mutex_);
    slow_ = slow;
}

void InMemoryProvider::catch_up() {
    const MutexLock lock(mutex_);
    for (auto& [id, made] : machines_) {
        auto& status = made.machine.status;
        if (status == MachineStatus::stopping)
            status = MachineStatus::stopped;
        else if (status == MachineStatus::launching)
            status = MachineStatus::running;
        else if (status == MachineStatus::shutting_down)
            status = MachineStatus::terminated;
    }
}

void InMemoryProvider::find_wrong(std::vector<Finding> findings) {
    const MutexLock lock(mutex_);
    findings_ = std::move(findings);
}

void InMemoryProvider::add_stranger(const std::string& machine_id, const std::string& site, const std::string& token) {
    const MutexLock lock(mutex_);
    ProviderMachine machine;
    machine.id = machine_id;
    machine.token = token;
    machine.name = "host-" + machine_id;
    machine.private_ip = "10.0.0.7";
    machine.status = MachineStatus::running;
    machines_[machine_id] = {std::move(machine), site, {}};
}

std::set<std::string> InMemoryProvider::living() const {
    const MutexLock lock(mutex_);
    std::set<std::string> living;
    for (const auto& [id, made] : machines_)
        if (is_live(made.machine.status)) living.insert(id);
    return living;
}

std::set<std::string> InMemoryProvider::living(const std::string& site) const {
    const MutexLock lock(mutex_);
    std::set<std::string> living;
    for (const auto& [id, made] : machines_)
        if (made.site == site && is_live(made.machine.status)) living.insert(id);
    return living;
}

std::uint32_t InMemoryProvider::launch_calls() const {
    const MutexLock lock(mutex_);
    return launch_calls_;
}

LaunchSpec InMemoryProvider::last_order() const {
    const MutexLock lock(mutex_);
    return last_order_;
}

std::set<std::string> InMemoryProvider::forgotten() const {
    const MutexLock lock(mutex_);
    return forgotten_;
}

std::optional<MachineStatus> InMemoryProvider::status_of(const std::string& machine_id) const {
    const MutexLock lock(mutex_);
    const auto it = machines_.find(machine_id);
    return it == machines_.end() ? std::nullopt : std::optional(it->second.machine.status);
}

std::optional<Ending> InMemoryProvider::ending_of(const std::string& machine_id) const {
    const MutexLock lock(mutex_);
    const auto it = machines_.find(machine_id);
    return it == machines_.end() ? std::nullopt : it->second.ending;
}

std::vector<ValueMap> InMemoryProvider::validated() const {
    const MutexLock lock(mutex_);
    return validated_;
}

std::size_t InMemoryProvider::count_living() const {
    return static_cast<std::size_t>(std::count_if(
        machines_.begin(), machines_.end(), [](const auto& each) { return is_live(each.second.machine.status); }));
}

std::vector<ProviderMachine> InMemoryProvider::of_token(const std::string& token) const {
    std::vector<ProviderMachine> found;
    for (const auto& [id, made] : machines_)
        if (made.machine.token == token) found.push_back(made.machine);
    return found;
}

LaunchResult InMemoryProvider::launch(const LaunchSpec& order) {
    const MutexLock lock(mutex_);
    ++launch_calls_;
    last_order_ = order;
    if (throwing_ > 0) {
        --throwing_;
        throw std::runtime_error(why_);
    }
    if (unreachable_) return {{}, no_answer};
    if (order.template_id == failing_template_) return {{}, failure_};
    if (failing_ > 0) {
        --failing_;
        // Without an answer nothing is known. With any other error the token's machines are returned.
        if (failure_.kind == ProviderErrorKind::unreachable) return {{}, failure_};
        return {of_token(order.token), failure_};
    }
    const auto units = order.counts == Counting::units ? units_in(order.configuration) : 1;
    const auto machines = (order.count + units - 1) / units;
    for (auto there = of_token(order.token).size(); there < machines && count_living() < capacity_; ++there) {
        ProviderMachine machine;
        machine.id = fmt::format("{}-{}", prefix_, ++last_);
        machine.token = order.token;
        machine.name = "host-" + machine.id;
        machine.private_ip = "10.0.0.7";
        machine.status = slow_ ? MachineStatus::launching : MachineStatus::running;
        if (fails_starts_) {
            machine.status = MachineStatus::failed;
            machine.reason = *fails_starts_;
        }
        machines_[machine.id] = {machine, order.site, {}};
    }
    if (losing_ > 0) {
        --losing_;
        return {{}, no_answer};
    }
    LaunchResult result{of_token(order.token), std::nullopt};
    if (result.machines.size() < machines) result.error = ProviderError{ProviderErrorKind::no_capacity, "none left"};
    return result;
}

ProviderResult<std::vector<ProviderMachine>> InMemoryProvider::find(const std::string& token) {
    const MutexLock lock(mutex_);
    if (unreachable_) return tl::make_unexpected(no_answer);
    if (failing_searches_ > 0) {
        --failing_searches_;
        return tl::make_unexpected(failure_);
    }
    return of_token(token);
}

ProviderResult<std::vector<ProviderMachine>> InMemoryProvider::describe(std::span<const std::string> machine_ids) {
    const MutexLock lock(mutex_);
    if (auto wrong = trouble(machine_ids)) return tl::make_unexpected(std::move(*wrong));
    std::vector<ProviderMachine> found;
    for (const auto& id : machine_ids)
        if (const auto it = machines_.find(id); it != machines_.end() && !overlooked_.contains(id))
            found.push_back(it->second.machine);
    return found;
}

ProviderResult<void> InMemoryProvider::terminate(std::span<const std::string> machine_ids, Ending how) {
    const MutexLock lock(mutex_);
    ++change_calls_;
    if (auto wrong = trouble(machine_ids)) return tl::make_unexpected(std::move(*wrong));
    for (const auto& id : machine_ids) {
        const auto it = machines_.find(id);
        if (it == machines_.end() || !is_live(it->second.machine.status)) continue;
        it->second.machine.status =
            slow_ && how == Ending::graceful ? MachineStatus::shutting_down : MachineStatus::terminated;
        it->second.ending = how;
    }
    return {};
}

ProviderResult<void> InMemoryProvider::move(std::span<const std::string> machine_ids,
                                            std::initializer_list<MachineStatus> from, MachineStatus to) {
    ++change_calls_;
    if (auto wrong = trouble(machine_ids)) return tl::make_unexpected(std::move(*wrong));
    for (const auto& id : machine_ids) {
        const auto it = machines_.find(id);
        if (it == machines_.end()) continue;
        auto& status = it->second.machine.status;
        if (std::find(from.begin(), from.end(), status) != from.end()) status = to;
    }
    return {};
}

ProviderResult<void> InMemoryProvider::stop(std::span<const std::string> machine_ids) {
    const MutexLock lock(mutex_);
    using enum MachineStatus;
    return move(machine_ids, {running, launching}, slow_ ? stopping : stopped);
}

ProviderResult<void> InMemoryProvider::start(std::span<const std::string> machine_ids) {
    const MutexLock lock(mutex_);
    using enum MachineStatus;
    return move(machine_ids, {stopped, stopping}, slow_ ? launching : running);
}

ProviderResult<std::vector<ProviderMachine>> InMemoryProvider::list(const std::string& site) {
    const MutexLock lock(mutex_);
    if (unreachable_) return tl::make_unexpected(no_answer);
    std::vector<ProviderMachine> found;
    for (const auto& [id, made] : machines_)
        if (made.site == site && is_live(made.machine.status) && !made.machine.unknown_now && !overlooked_.contains(id))
            found.push_back(made.machine);
    return found;
}

void InMemoryProvider::forget(std::span<const std::string> machine_ids) {
    const MutexLock lock(mutex_);
    forgotten_.insert(machine_ids.begin(), machine_ids.end());
}

ProviderResult<TemplateCheck> InMemoryProvider::validate(const TemplateSpec& spec) {
    const MutexLock lock(mutex_);
    if (unreachable_) return tl::make_unexpected(no_answer);
    validated_.push_back(spec.configuration);
    return TemplateCheck{findings_, {{"ncpus", 8}}};
}

ProviderResult<void> InMemoryProvider::health() {
    const MutexLock lock(mutex_);
    if (unreachable_ || unwell_) return tl::make_unexpected(no_answer);
    return {};
}

}  // namespace hf::testing
