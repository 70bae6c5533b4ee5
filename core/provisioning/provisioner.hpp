// Provisioner: the process manager that turns requests into machines and back. It is
// the only caller of providers; each has a lane of its own, which comes and goes with it.
//
//     Provisioner provisioner(types, dependencies);
//     provisioner.start();      // after the replay: goes on with what is unfinished
//     …                         // committed() keeps it informed
//     provisioner.stop();       // before the committer stops: results are still recorded
//
// Thread-safe but for start() and stop(), which one thread calls.
#pragma once

#include "core/pipeline/committer.hpp"
#include "core/ports/provider_type.hpp"
#include "core/provisioning/provider_lane.hpp"

namespace hf {

class Provisioner final : public CommitObserver {
public:
    Provisioner(ProviderTypes types, ProviderLane::Dependencies dependencies);
    ~Provisioner() override { stop(); }
    Provisioner(const Provisioner&) = delete;
    Provisioner& operator=(const Provisioner&) = delete;

    // Returns when every provider that is there has its lane.
    void start();
    void stop();

    void committed(std::span<const NumberedEvent> batch, const Touched& touched) override;

    [[nodiscard]] std::map<std::string, Counters, std::less<>> counters() const;

private:
    using Lanes = std::unordered_map<ProviderName, std::shared_ptr<ProviderLane>>;

    // Lanes are opened and closed by a thread of their own, since that may wait for a provider.
    void attend();
    void open_or_close(const ProviderName& name);
    std::shared_ptr<ProviderLane> make_lane(const ProviderAggregate& provider);
    [[nodiscard]] ProviderLane* lane(const std::optional<ProviderName>& name) const;
    [[nodiscard]] ProviderLane* lane_of(const Event& event, const State& state) const;
    void tell_the_other(const Event& event, const State& state) const;

    const ProviderTypes types_;
    const ProviderLane::Dependencies with_;

    // Guarded by the read models' lock, like the state that tells which there should be.
    Lanes lanes_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<ProviderName> to_attend_;
    bool stopping_ = false;
    std::thread attendant_;
};

}  // namespace hf
