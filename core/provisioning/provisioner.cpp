#include "core/provisioning/provisioner.hpp"

#include "core/provisioning/absent_provider.hpp"

namespace hf {
namespace {

// Whether its lane must be made anew, or go.
bool changes_lane(const Event& event) {
    if (const auto* disabled = std::get_if<ProviderDisabled>(&event)) return disabled->missing;
    return std::holds_alternative<ProviderRegistered>(event) || std::holds_alternative<ProviderUpdated>(event) ||
           std::holds_alternative<ProviderRemoved>(event) || std::holds_alternative<ProviderEnabled>(event);
}

std::shared_ptr<Provider> absent(const ProviderName& name, std::string_view why) {
    return std::make_shared<AbsentProvider>(fmt::format("provider {} {}", name, why));
}

}  // namespace

Provisioner::Provisioner(ProviderTypes types, ProviderLane::Dependencies dependencies)
    : types_(std::move(types)), with_(std::move(dependencies)) {}

void Provisioner::start() {
    std::vector<ProviderName> names;
    with_.models.read([&](const View& view) {
        for (const auto& provider : view.state.providers()) names.push_back(provider.name);
    });
    for (const auto& name : names) open_or_close(name);
    attendant_ = std::thread([this] { attend(); });
}

void Provisioner::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (attendant_.joinable()) attendant_.join();
    const auto lanes = with_.models.read([this](const View&) { return lanes_; });
    for (const auto& [name, lane] : lanes) lane->stop();
}

void Provisioner::attend() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stopping_ || !to_attend_.empty(); });
        if (stopping_) return;
        const auto names = std::exchange(to_attend_, {});
        lock.unlock();
        for (const auto& name : names) open_or_close(name);
        lock.lock();
    }
}

void Provisioner::open_or_close(const ProviderName& name) {
    std::optional<ProviderAggregate> provider;
    std::shared_ptr<ProviderLane> old;
    with_.models.read([&](const View& view) {
        if (const auto* found = view.state.find(name)) provider = *found;
        if (const auto lane = lanes_.find(name); lane != lanes_.end()) {
            old = lane->second;
            lanes_.erase(lane);
        }
    });
    // Before the new one begins: two would do everything twice.
    if (old) old->stop();
    if (!provider) return;
    const auto lane = make_lane(*provider);
    with_.models.read([&](const View& view) {
        // What was committed since its making is in the state that it begins with; what has
        // changed the provider itself comes here again.
        lane->take_up(view.state);
        lanes_.emplace(name, lane);
    });
    lane->start();
}

std::shared_ptr<ProviderLane> Provisioner::make_lane(const ProviderAggregate& provider) {
    const auto lane = [&](std::shared_ptr<Provider> made, const LaneSettings& settings) {
        return std::make_shared<ProviderLane>(provider.name, std::move(made), settings, with_);
    };
    if (provider.missing) return lane(absent(provider.name, "is not configured any more"), {});
    const auto type = types_.find(provider.type);
    if (type == types_.end())
        return lane(absent(provider.name, fmt::format("is of type {}, which this version doesn't know", provider.type)),
                    {});
    auto made = type->second->make(provider.name, provider.config);
    if (made) return lane(std::move(*made), type->second->lane_settings(provider.config));
    with_.log.error(fmt::format("provider {} can't be set up: {}", provider.name, made.error()));
    return lane(absent(provider.name, fmt::format("can't be set up: {}", made.error())), {});
}

ProviderLane* Provisioner::lane(const std::optional<ProviderName>& name) const {
    const auto it = name ? lanes_.find(*name) : lanes_.end();
    return it == lanes_.end() ? nullptr : it->second.get();
}

ProviderLane* Provisioner::lane_of(const Event& event, const State& state) const {
    return std::visit(
        [&](const auto& e) -> ProviderLane* {
            if constexpr (requires { e.machine_id; }) {
                return lane(state.find(e.machine_id)->spec.provider);
            } else if constexpr (requires { e.spec.machine_id; }) {
                return lane(e.spec.provider);
            } else if constexpr (requires { e.request_id, e.provider; }) {
                // Who was asked then: the request may have moved on since.
                return lane(e.provider);
            } else if constexpr (requires { e.request_id; }) {
                return lane(state.find(e.request_id)->provider);
            } else if constexpr (std::decay_t<decltype(e)>::category == Category::provider) {
                return lane(e.name);
            } else if constexpr (requires { e.template_id; }) {
                const auto* tmpl = state.find(e.template_id);
                return tmpl ? lane(tmpl->spec.provider) : nullptr;
            } else {
                return nullptr;
            }
        },
        event);
}

// Where a request has its machines and where it is asked for may be two.
void Provisioner::tell_the_other(const Event& event, const State& state) const {
    const auto tell = [&](ProviderLane* other, const RequestId& id) {
        if (other) other->reconsider(id, state);
    };
    if (const auto* redirected = std::get_if<RequestRedirected>(&event))
        tell(lane(redirected->from), redirected->request_id);
    const auto after_end = [&](const MachineEvent& e) {
        const auto& asked = state.find(e.request_id)->provider;
        if (asked != state.find(e.machine_id)->spec.provider) tell(lane(asked), e.request_id);
    };
    if (const auto* failed = std::get_if<MachineFailed>(&event)) after_end(*failed);
    if (const auto* terminated = std::get_if<MachineTerminated>(&event)) after_end(*terminated);
}

void Provisioner::committed(std::span<const NumberedEvent> batch, const Touched&) {
    std::vector<ProviderName> changed;
    with_.models.read([&](const View& view) {
        for (const auto& [meta, event] : batch) {
            if (changes_lane(event)) changed.push_back(ProviderName{stream_of(event)});
            if (auto* lane = lane_of(event, view.state)) lane->apply(event, view.state);
            tell_the_other(event, view.state);
        }
    });
    if (changed.empty()) return;
    {
        const std::lock_guard lock(mutex_);
        to_attend_.insert(to_attend_.end(), changed.begin(), changed.end());
    }
    changed_.notify_all();
}

std::map<std::string, Counters, std::less<>> Provisioner::counters() const {
    const auto lanes = with_.models.read([this](const View&) { return lanes_; });
    std::map<std::string, Counters, std::less<>> result;
    for (const auto& [name, lane] : lanes) result.emplace("provider." + name.value, lane->counters());
    return result;
}

}  // namespace hf
