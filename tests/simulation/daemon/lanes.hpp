// Lanes: drives the lanes of a simulated daemon as the provisioner's threads do: one for each provider, made anew when
// the provider is set up otherwise, with calls that take effect some time after they were begun, and are answered some
// time after that.
//
//     Lanes lanes(parts, process);
//     lanes.begin();                            // after the recovery
//     lanes.committed(batch, touched);
//     lanes.stop();  while (!lanes.at_rest()) …
//
// Used by one thread.
#pragma once

#include "core/pipeline/commit_observer.hpp"
#include "core/provisioning/routing.hpp"
#include "tests/simulation/daemon/process.hpp"
#include "tests/simulation/daemon/seams.hpp"
#include "tests/simulation/run/crash.hpp"
#include "tests/simulation/run/world.hpp"

namespace hf::simulation {

class Lanes final : public CommitObserver {
public:
    struct Parts {
        World& world;
        IdSource& ids;
        const Codec& codec;
        Ledger& ledger;
        const ReadModels& models;
        Log& log;
        const ProviderTypes& types;
        std::string site;
        Seams& seams;
        CrashPoints& crashes;
        std::function<void()> decided;  // something is queued for the committer
    };

    Lanes(Parts parts, Process& process)
        : with_(std::move(parts)), process_(process), random_(with_.world.random.fork()) {}

    void begin();
    void stop() { stopping_ = true; }
    // Deadlines go by the time of day: a runner looks at it every second, these lanes when it was set.
    void clock_was_set();
    [[nodiscard]] bool at_rest() const;
    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;

    // Where a lane's agenda is another one than that of a lane which begins now, in words.
    [[nodiscard]] std::optional<std::string> out_of_step() const;

private:
    // What the lane has not heard of yet: in its turn it hears of it all, with a state that may be further.
    struct Inbox {
        std::vector<Touched> touched;
        std::vector<CallResult> results;
        std::vector<std::pair<Task, bool>> decided;  // and whether it was accepted
    };
    // Type, configuration and whether it is missing: the lane is made anew when this changes.
    using MadeOf = std::tuple<std::string, ValueMap, bool>;
    static MadeOf made_of(const ProviderAggregate& provider) {
        return {provider.type, provider.config, provider.missing};
    }
    struct Running {
        Running(Lane made, MadeOf of, std::shared_ptr<Provider> called)
            : lane(std::move(made)), made_of(std::move(of)), provider(std::move(called)) {}
        Lane lane;
        MadeOf made_of;
        std::shared_ptr<Provider> provider;  // null: it can't be called
        Inbox inbox;
        std::uint32_t calls = 0;      // under way
        std::uint32_t decisions = 0;  // whose outcome it waits for
        bool closing = false;
        std::uint64_t wakings = 0;  // the last one counts
    };
    using Handle = std::shared_ptr<Running>;

    [[nodiscard]] Moment now() const { return {with_.world.clock.monotonic(), with_.world.clock.now()}; }
    [[nodiscard]] Lane make_lane(const ProviderAggregate& provider) const;
    void open(const ProviderName& name);
    // The old lane's calls end first: two would do everything twice.
    void reopen(const ProviderName& name);
    void wake(const Handle& running, Schedule::Duration delay);
    void turn(const Handle& running);
    void hear(Running& running, const State& state, Lane::Commands& commands);
    void call(const Handle& running, Call call);
    [[nodiscard]] CallResult perform_at(const Handle& running, Call call);
    void decide(const Handle& running, Lane::Commands commands);
    void ended(const Handle& running);

    Parts with_;
    Process& process_;
    Randomness random_;
    std::map<std::string, Handle> lanes_;
    Routing routing_;
    bool stopping_ = false;
};

}  // namespace hf::simulation
