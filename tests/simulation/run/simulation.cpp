#include "tests/simulation/run/simulation.hpp"

#include <fmt/format.h>

#include "tests/simulation/chance/seeded_ids.hpp"
#include "tests/simulation/cloud/cloud_provider.hpp"
#include "tests/simulation/cloud/cloud_type.hpp"
#include "tests/simulation/people/names.hpp"
#include "tests/simulation/promises/rest.hpp"
#include "tests/simulation/run/copied_site.hpp"
#include "tests/simulation/run/host.hpp"
#include "tests/simulation/run/people.hpp"
#include "tests/simulation/run/trace_log.hpp"

namespace hf::simulation {
namespace {

using namespace std::chrono_literals;

// By then a request has met its deadline, every backoff is over, and orphans were looked for.
constexpr auto comes_to_rest_within = 4h;

class Simulation {
public:
    explicit Simulation(const Options& options)
        : options_(options),
          world_(options.seed, options.trace),
          seams_(options.plant ? options.plant() : std::make_unique<Seams>()),
          copies_(options.seed + 1) {
        hazards_.syncs = [this] { return seams_->syncs(); };
        disk_.store_id = ids_.next();
        for (const auto& name : cloud_names_) add_cloud(name);
        types_.emplace("cloud", std::make_shared<CloudType>(true, [this](const auto& name) { return provider(name); }));
        types_.emplace("plain",
                       std::make_shared<CloudType>(false, [this](const auto& name) { return provider(name); }));
        set_up_site();
    }

    Verdict run() {
        Verdict verdict;
        try {
            play();
        } catch (const BrokenPromise& broken) {
            world_.trace.say("broken", "{}: {}", name_of(broken.promise), broken.what);
            verdict.broken = broken;
        }
        verdict.steps = steps_;
        verdict.elapsed = world_.clock.elapsed();
        verdict.events = disk_.events.size();
        for (const auto& access : clouds_) verdict.machines += access->cloud.instances().size();
        verdict.lives = host_.lives();
        verdict.trace = world_.trace.lines();
        return verdict;
    }

private:
    void add_cloud(const std::string& name) {
        clouds_.push_back(std::make_unique<CloudAccess>(world_, name));
        cloud_truths_.push_back(&clouds_.back()->cloud);
        // A call lets nothing through that is thrown in it.
        clouds_.back()->launching = [this](const Cloud& cloud, const LaunchSpec& order) {
            try {
                machines_.launching(cloud, order);
            } catch (const BrokenPromise& promise) {
                broken_in_a_call_ = promise;
            }
        };
        clouds_.back()->ending = [this](const Cloud& cloud, const std::string& id) {
            try {
                machines_.ending(cloud, id);
            } catch (const BrokenPromise& promise) {
                broken_in_a_call_ = promise;
            }
        };
    }
    std::shared_ptr<Provider> provider(const ProviderName& name) {
        for (const auto& access : clouds_)
            if (access->cloud.name() == name.value) return std::make_shared<CloudProvider>(*access);
        return nullptr;
    }

    // Two providers are in the configuration file; one comes and goes by commands.
    void set_up_site() {
        auto& random = world_.random;
        site_.limits.request_timeout_s = random.from_to(60, 1800);
        for (const auto* name : {"east", "west"}) {
            ConfiguredProvider configured{{name}, "cloud", {}};
            configured.config = {{"max_calls", random.from_to(1, 4)},
                                 {"machines_per_call", random.from_to(1, 5)},
                                 {"poll_s", random.from_to(10, 120)},
                                 {"loss_count", random.from_to(1, 5)},
                                 {"orphans", random.below(4) == 0 ? "adopt" : "terminate"}};
            site_.in_file.push_back(std::move(configured));
        }
        if (random.below(4) == 0) site_.limits.commands_in_flight = random.from_to(1, 4);
        site_.snapshot_events = random.below(4) == 0 ? 0 : random.from_to(5, 200);
        site_.retains = random.coin();
        site_.retention.events = random.from_to(10, 200);
        site_.retention.segment = random.from_to(1, 50);
        if (random.coin()) set_up_access(random.fork());
        if (random.coin()) site_.commands_at_once = random.from_to(1, 3);
    }

    void set_up_access(Randomness random) {
        site_.principals = some_principals(random);
        if (random.coin()) site_.visibility = Visibility::own;
    }

    void play() {
        host_.start();
        people_.begin(feed_);
        minute_later();
        go_on(options_.steps);
        calm();
        rest("when nothing goes wrong any more");
        give_everything_back();
        rest("when everything was given back");
        if (const auto& live = account_.state().live_machines(); !live.empty())
            broken(Promise::comes_to_rest, "{} machines live, and all were given back", live.size());
    }

    void go_on(std::uint64_t steps) {
        for (const auto until = steps_ + steps; steps_ < until; ++steps_) {
            if (!world_.schedule.step()) broken(Promise::comes_to_rest, "nothing happens any more");
            if (broken_in_a_call_) throw BrokenPromise{*broken_in_a_call_};
        }
    }

    void minute_later() {
        world_.schedule.after(1min, [this] {
            for (auto& access : clouds_) access->cloud.minute(disk_.store_id);
            host_.minute();
            host_.look();
            maybe_copy();
            minute_later();
        });
    }

    // A copy of the store may be started at once, or much later. What chance says of that, and what the copy
    // does, changes nothing else of the run.
    void maybe_copy() {
        // A store that no daemon has come up with has no home, as one of an older release.
        const bool may_be_copied = disk_.home || !seams_->looks_for_its_home();
        if (!copy_ && may_be_copied && copies_.per_mille(50)) copy_ = disk_;
        if (!copy_ || !copies_.per_mille(50)) return;
        world_.trace.say("world", "a copy of the store is started, with {} of {} events", copy_->events.size(),
                         disk_.events.size());
        // A fault that is planted between the parts of the original is none of the copy's, but for one.
        Seams seams;
        auto& planted = seams_->looks_for_its_home() ? seams : *seams_;
        CopiedSite(*std::exchange(copy_, std::nullopt), site_, clouds_, planted, copies_.next())
            .play(world_.clock.elapsed());
    }

    void calm() {
        world_.trace.say("world", "from here on nothing goes wrong");
        world_.weather = {};
        for (auto& access : clouds_) access->cloud.answer_again();
        people_.finish();
        // What was decided under other circumstances is found by a start, too.
        host_.restart();
    }

    void rest(std::string_view when) {
        const auto until = world_.clock.elapsed() + comes_to_rest_within;
        const auto patient_until = world_.clock.elapsed() + 1h;
        bool released = false;
        auto left = unrest();
        for (auto next = world_.clock.elapsed(); left; left = unrest()) {
            if (world_.clock.elapsed() > until)
                broken(Promise::comes_to_rest, "{}, {} h later: {}", when, comes_to_rest_within / 1h,
                       world_.trace.shortened(*left));
            if (!released && world_.clock.elapsed() > patient_until) {
                released = true;
                release_providers();
            }
            for (next += 20s; world_.clock.elapsed() < next;) go_on(1);
        }
        host_.look();
        world_.trace.say("world", "everything is at rest");
    }

    [[nodiscard]] std::optional<std::string> unrest() const {
        if (!host_.is_open()) return "the daemon is down";
        if (host_.unanswered() > 0) return fmt::format("{} commands have no answer", host_.unanswered());
        if (auto waits = people_.wait_for()) return waits;
        if (auto left = unfinished(account_.state())) return left;
        return machines_.leaked();
    }

    void give_everything_back() {
        auto all = machines_.taken_for_dead();
        for (const auto& machine : account_.state().live_machines()) all.push_back(machine.spec.machine_id);
        if (all.empty()) return;
        world_.trace.say("world", "everything is given back: {} machines", all.size());
        people_.give_back(all);
    }

    // What machines have really gone while nobody looked is for an operator to say.
    void release_providers() {
        for (const auto& provider : account_.state().providers())
            if (provider.held()) people_.release(provider.name);
    }

    [[nodiscard]] std::uint64_t fingerprint() const {
        std::uint64_t calls = 0;
        for (const auto& access : clouds_) calls += access->calls;
        return calls + disk_.appends + disk_.events.size() + disk_.pruned + disk_.archive.size();
    }

    const Options& options_;
    World world_;
    std::unique_ptr<Seams> seams_;
    Randomness copies_;         // its own, so that a run is the same with copies and without
    std::optional<Disk> copy_;  // that nobody has started yet
    MsgpackCodec codec_;
    Disk disk_;
    SeededIds ids_{world_.clock, world_.random.fork()};
    Hazards hazards_{world_.weather, world_.random.fork(), world_.trace};
    TraceLog log_{world_.trace};
    const std::vector<std::string> cloud_names_{"east", "west", "spare"};
    std::vector<std::unique_ptr<CloudAccess>> clouds_;
    std::vector<const Cloud*> cloud_truths_;
    ProviderTypes types_;
    Site site_;
    OneOrder order_{disk_};
    Feed feed_{world_, order_};
    Account account_{disk_, codec_};
    Replies replies_{disk_};
    MachinesAccountedFor machines_{account_, cloud_truths_};
    OwnAlone own_alone_{disk_, account_, codec_};
    Host host_{{world_, site_, disk_, hazards_, ids_, codec_, types_, feed_, log_, *seams_},
               {account_, replies_, order_, machines_, own_alone_}};
    People people_{world_, host_, codec_, disk_, replies_, cloud_names_, [this] { return fingerprint(); }};
    std::optional<BrokenPromise> broken_in_a_call_;
    std::uint64_t steps_ = 0;
};

}  // namespace

Verdict simulate(const Options& options) { return Simulation(options).run(); }

}  // namespace hf::simulation
