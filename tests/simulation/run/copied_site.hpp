// CopiedSite: a copy of a store, older or not, that is started while the original is at work, or after it: on another
// host, as another file of the same host, or put in the original's place. It goes by a clock of its own for a while, in
// which the rest of the world stands still, with clouds that it sees and must not touch.
//
//     CopiedSite copy(disk, site, clouds, seams, seed);
//     copy.play(world.clock.elapsed());             // throws BrokenPromise where it is more than a looker-on
//
// Used by one thread.
#pragma once

#include "adapters/msgpack/msgpack_codec.hpp"
#include "tests/simulation/chance/seeded_ids.hpp"
#include "tests/simulation/cloud/cloud_provider.hpp"
#include "tests/simulation/daemon/simulated_daemon.hpp"
#include "tests/simulation/run/trace_log.hpp"

namespace hf::simulation {

class CopiedSite final : private Process {
public:
    using Clouds = std::vector<std::unique_ptr<CloudAccess>>;

    CopiedSite(Disk disk, Site site, const Clouds& clouds, Seams& seams, std::uint64_t seed);

    // `now`: how late it is at the original.
    void play(Schedule::Duration now);

private:
    void after(Schedule::Duration delay, Schedule::Action action) override {
        world_.schedule.after(delay, life_.watch(), std::move(action));
    }
    void failed(const std::string& what) override;
    void move();
    void run();
    void watch() const;

    World world_;
    Disk disk_;
    Site site_;
    const std::size_t copied_;  // events
    Seams& seams_;
    MsgpackCodec codec_;
    SeededIds ids_;
    Hazards hazards_;
    TraceLog log_;
    OneOrder order_{disk_};
    Feed feed_{world_, order_};
    Lifetime life_;
    ProviderTypes types_;
    std::optional<std::string> touched_;  // what it has ordered of a cloud
};

}  // namespace hf::simulation
