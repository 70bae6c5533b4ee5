#include "tests/simulation/run/copied_site.hpp"

#include "tests/simulation/cloud/cloud_type.hpp"
#include "tests/simulation/promises/broken_promise.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

// Several sweeps, and more than one poll.
constexpr auto plays_for = 30min;

// A cloud that answers, and notes what is ordered of it.
class WatchedCloud final : public Provider {
public:
    WatchedCloud(const Cloud& cloud, std::optional<std::string>& touched) : cloud_(cloud), touched_(touched) {}

    LaunchResult launch(const LaunchSpec& order) override {
        touch("launch " + order.token);
        return {{}, ProviderError{ProviderErrorKind::no_capacity, "none left"}};
    }
    ProviderResult<std::vector<ProviderMachine>> find(const std::string& token) override {
        return cloud_.of_token(token);
    }
    ProviderResult<std::vector<ProviderMachine>> describe(std::span<const std::string> machine_ids) override {
        std::vector<ProviderMachine> found;
        for (const auto& id : machine_ids)
            if (const auto* instance = cloud_.find(id)) found.push_back(instance->machine);
        return found;
    }
    ProviderResult<void> terminate(std::span<const std::string> ids, Ending) override {
        return order("terminate", ids);
    }
    ProviderResult<void> stop(std::span<const std::string> ids) override { return order("stop", ids); }
    ProviderResult<void> start(std::span<const std::string> ids) override { return order("start", ids); }
    ProviderResult<std::vector<ProviderMachine>> list(const std::string& site) override {
        std::vector<ProviderMachine> found;
        for (const auto& [id, instance] : cloud_.instances())
            if (instance.site == site && instance.live()) found.push_back(instance.machine);
        return found;
    }
    void forget(std::span<const std::string> ids) override { static_cast<void>(order("forget", ids)); }
    ProviderResult<TemplateCheck> validate(const TemplateSpec&) override { return TemplateCheck{}; }
    ProviderResult<void> health() override { return {}; }

private:
    void touch(std::string what) { touched_ = cloud_.name() + ": " + std::move(what); }
    ProviderResult<void> order(std::string_view what, std::span<const std::string> ids) {
        if (!ids.empty()) touch(fmt::format("{} {}", what, ids.front()));
        return {};
    }

    const Cloud& cloud_;
    std::optional<std::string>& touched_;
};

// What a looker-on may record: how its providers are and what they have, and deadlines that move with its clock.
bool is_of_a_looker_on(const RecordedEvent& event) {
    return event.category == Category::provider || event.type == "RequestDeadlineMoved";
}

}  // namespace

CopiedSite::CopiedSite(Disk disk, Site site, const Clouds& clouds, Seams& seams, std::uint64_t seed)
    : world_(seed, Trace::Keep::nothing),
      disk_(std::move(disk)),
      site_(std::move(site)),
      copied_(disk_.events.size()),
      seams_(seams),
      ids_(world_.clock, world_.random.fork()),
      hazards_(world_.weather, world_.random.fork(), world_.trace),
      log_(world_.trace) {
    world_.weather = {};
    disk_.unsynced.clear();
    site_.configured = site_.in_file;
    const auto make = [this, &clouds](const ProviderName& name) -> std::shared_ptr<Provider> {
        for (const auto& access : clouds)
            if (access->cloud.name() == name.value) return std::make_shared<WatchedCloud>(access->cloud, touched_);
        return nullptr;
    };
    types_.emplace("cloud", std::make_shared<CloudType>(true, make));
    types_.emplace("plain", std::make_shared<CloudType>(false, make));
    move();
}

void CopiedSite::move() {
    switch (world_.random.below(3)) {
        case 0: site_.host = "beta"; return;
        case 1: disk_.file = "a copy"; return;
        default: disk_.setback = "was restored from a backup";
    }
}

void CopiedSite::failed(const std::string& what) {
    broken(Promise::p12_nothing_ends_the_daemon, "a copy's daemon can't go on: {}", what);
}

void CopiedSite::play(Schedule::Duration now) {
    // Up to two days later, so that every deadline has passed.
    world_.clock.advance_to(now + world_.random.between(0us, 48h));
    order_.begins_after(disk_.events.size());
    try {
        run();
    } catch (const std::exception& problem) {
        broken(Promise::p12_nothing_ends_the_daemon, "an exception would end a copy's daemon: {}", problem.what());
    }
}

void CopiedSite::run() {
    Process& process = *this;
    SimulatedDaemon daemon({world_, site_, disk_, hazards_, ids_, codec_, types_, feed_, log_, seams_}, process);
    const auto until = world_.clock.elapsed() + plays_for;
    while (world_.clock.elapsed() < until && world_.schedule.step()) watch();
    daemon.models().read([](const View& view) {
        for (const auto& provider : view.state.providers())
            if (!provider.missing && provider.auditing())
                broken(Promise::a_copy_does_nothing, "a copy has not compared the machines of {}", provider.name);
    });
    life_ = {};
}

void CopiedSite::watch() const {
    if (touched_) broken(Promise::a_copy_does_nothing, "a copy orders of {}", *touched_);
    for (auto i = copied_; i < disk_.events.size(); ++i)
        if (!is_of_a_looker_on(disk_.events[i]))
            broken(Promise::a_copy_does_nothing, "a copy records {} of {}", disk_.events[i].type,
                   disk_.events[i].stream);
}

}  // namespace hf::simulation
