#include "core/provisioning/provisioner.hpp"

namespace hf {

Provisioner::MadeOf Provisioner::made_of(const ProviderAggregate& provider) {
    return {provider.type, provider.config, provider.missing};
}

void Provisioner::start() {
    std::vector<ProviderName> names;
    {
        const MutexLock lock(mutex_);
        with_.models.read([&](const View& view) REQUIRES(mutex_) {
            for (const auto& provider : view.state.providers()) names.push_back(provider.name);
            routing_.begin(view.state);
        });
    }
    for (const auto& name : names) open_or_close(name);
    attendant_ = std::thread([this] { attend(); });
}

void Provisioner::stop() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (attendant_.joinable()) attendant_.join();
    // All at once, so that the slowest provider decides how long it takes, and not their sum.
    const auto all = lanes();
    for (const auto& [name, lane] : *all) lane->leave();
    for (const auto& [name, lane] : *all) lane->stop();
}

void Provisioner::committed(std::span<const NumberedEvent>, const Touched& touched) {
    Routing::Parts parts;
    std::shared_ptr<const Lanes> lanes;
    {
        const MutexLock lock(mutex_);
        with_.models.read([&](const View& view) REQUIRES(mutex_) { parts = routing_.parts_of(touched, view.state); });
        to_attend_.insert(to_attend_.end(), parts.providers.begin(), parts.providers.end());
        lanes = lanes_;
    }
    if (!parts.providers.empty()) changed_.notify_one();
    for (auto& [name, part] : parts.lanes)
        if (const auto lane = lanes->find(name); lane != lanes->end()) lane->second->look(std::move(part));
}

void Provisioner::attend() {
    MutexLock lock(mutex_);
    while (true) {
        while (!stopping_ && to_attend_.empty()) changed_.wait(lock);
        if (stopping_) return;
        const auto names = std::exchange(to_attend_, {});
        lock.unlock();
        for (const auto& name : names) open_or_close(name);
        lock.lock();
    }
}

void Provisioner::open_or_close(const ProviderName& name) {
    const auto provider = with_.models.read([&](const View& view) {
        const auto* found = view.state.find(name);
        return found ? std::optional(*found) : std::nullopt;
    });
    if (const auto known = made_of_.find(name);
        provider && known != made_of_.end() && known->second == made_of(*provider))
        return;
    made_of_.erase(name);
    auto lanes = std::make_shared<Lanes>(*this->lanes());
    // Before the new lane begins: two would do everything twice.
    if (const auto old = lanes->extract(name)) old.mapped()->stop();
    const auto lane = provider ? make_lane(*provider) : nullptr;
    if (lane) lanes->emplace(name, lane);
    {
        const MutexLock lock(mutex_);
        lanes_ = lanes;
    }
    if (!lane) return;
    // It begins with a state that has all that was committed before it could hear of it.
    lane->start();
    // A provider that could not be set up is tried again at its next event.
    if (lane->has_provider() || provider->missing) made_of_.emplace(name, made_of(*provider));
}

std::shared_ptr<LaneRunner> Provisioner::make_lane(const ProviderAggregate& provider) const {
    const auto lane = [&](ProviderOrWhy made, const LaneSettings& settings) {
        return std::make_shared<LaneRunner>(provider.name, std::move(made), settings, with_);
    };
    const auto none = [&](std::string_view why) {
        return lane(tl::make_unexpected(fmt::format("provider {} {}", provider.name, why)), {});
    };
    if (provider.missing) return none("is not configured any more");
    const auto type = types_.find(provider.type);
    if (type == types_.end()) return none(fmt::format("is of type {}, which this version doesn't know", provider.type));
    std::string why;
    try {
        auto made = type->second->make(provider.name, provider.config);
        if (made) return lane(std::move(*made), type->second->lane_settings(provider.config));
        why = std::move(made.error());
    } catch (const std::exception& problem) {
        why = problem.what();
    }
    with_.log.error(fmt::format("provider {} can't be set up: {}", provider.name, why));
    return none(fmt::format("can't be set up: {}", why));
}

std::shared_ptr<const Provisioner::Lanes> Provisioner::lanes() const {
    const MutexLock lock(mutex_);
    return lanes_;
}

std::map<ProviderName, LaneCounts> Provisioner::counts() const {
    std::map<ProviderName, LaneCounts> counts;
    // Held for the whole loop: the attendant replaces the lanes at any time.
    const auto all = lanes();
    for (const auto& [name, lane] : *all) counts.emplace(name, lane->counts());
    return counts;
}

}  // namespace hf
