// Provisioner: the process manager that turns requests into machines and back. Each provider has a lane of its own,
// which comes and goes with it.
//
//     Provisioner provisioner(types, dependencies);
//     provisioner.start();                    // after the replay: goes on with what is unfinished
//     provisioner.committed(batch, touched);  // keeps it informed
//     provisioner.stop();                     // before the committer stops: results are still recorded
//
// Thread-safe but for start() and stop(), which one thread calls.
#pragma once

#include "core/pipeline/commit_observer.hpp"
#include "core/ports/provider_type.hpp"
#include "core/provisioning/lane_runner.hpp"

namespace hf {

class Provisioner final : public CommitObserver {
public:
    Provisioner(ProviderTypes types, LaneRunner::Dependencies dependencies)
        : types_(std::move(types)), with_(std::move(dependencies)) {}
    ~Provisioner() override { stop(); }
    Provisioner(const Provisioner&) = delete;
    Provisioner& operator=(const Provisioner&) = delete;

    // Returns when every provider that is there has its lane.
    void start();
    void stop();

    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;

    [[nodiscard]] std::map<ProviderName, LaneCounts> counts() const;

private:
    using Lanes = std::map<ProviderName, std::shared_ptr<LaneRunner>>;
    // Type, configuration and whether it is missing: the lane is made anew when this changes.
    using MadeOf = std::tuple<std::string, ValueMap, bool>;
    static MadeOf made_of(const ProviderAggregate& provider);

    // The aggregates that each lane is to look at. A request concerns also the lane of the provider that it asked
    // before.
    std::map<ProviderName, Touched> concerned(const Touched& touched, const State& state) REQUIRES(mutex_);
    // Lanes are opened and closed by a thread of their own, since that may wait for a provider.
    void attend();
    void open_or_close(const ProviderName& name);
    std::shared_ptr<LaneRunner> make_lane(const ProviderAggregate& provider) const;
    [[nodiscard]] std::shared_ptr<const Lanes> lanes() const;

    const ProviderTypes types_;
    const LaneRunner::Dependencies with_;
    std::map<ProviderName, MadeOf> made_of_;  // of the thread that opens lanes

    mutable Mutex mutex_;
    Condition changed_;
    std::shared_ptr<const Lanes> lanes_ GUARDED_BY(mutex_) = std::make_shared<Lanes>();  // replaced, and never changed
    std::unordered_map<RequestId, ProviderName> asked_ GUARDED_BY(mutex_);               // open requests
    std::unordered_map<ProviderName, Version> versions_ GUARDED_BY(mutex_);  // when they were last looked at
    std::vector<ProviderName> to_attend_ GUARDED_BY(mutex_);
    bool stopping_ GUARDED_BY(mutex_) = false;
    std::thread attendant_;
};

}  // namespace hf
