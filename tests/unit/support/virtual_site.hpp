// VirtualSite: ledger, read models and lanes in one thread, on a clock that a test moves. It does one thing at a time,
// so no state passes unseen; time passes only when there is nothing else to do.
//
//     VirtualSite site;
//     site.connect("local", cloud);                             // who is called for the provider of this name
//     site.start();                                             // lanes, for the providers that are there
//     site.tell(create_request(3));
//     EXPECT_TRUE(site.run_until([&] { return cloud->living().size() == 3; }));
//     site.stop();                                              // as if the daemon had been killed
//
// After each commit every lane's agenda is compared with that of a lane that begins anew.
#pragma once

#include <deque>

#include "core/provisioning/lane.hpp"
#include "tests/unit/support/remembering_log.hpp"
#include "tests/unit/support/scenario.hpp"

namespace hf::testing {

class VirtualSite {
public:
    // Begins with a provider "local" and a template "small" without a limit.
    explicit VirtualSite(Site site = {});

    void connect(const std::string& provider, std::shared_ptr<Provider> cloud);
    LaneSettings settings{.poll_ms = 1000};  // of lanes that begin from now on
    void start();
    void stop();

    template <class C>
    CommandOutcome tell(C command) {
        return decide(deciding(std::move(command), codec)).value();
    }
    // Decides with the conversation and trace of a client. Returns nothing while it is not committed yet.
    std::optional<CommandOutcome> decide(const Decide& decide, const std::string& correlation_id = "conversation",
                                         const std::string& traceparent = {});

    // Decisions wait for their commit meanwhile.
    void hold();
    void release();

    // False if it does not come about within this time.
    template <class Condition>
    bool run_until(Condition condition, std::chrono::seconds within = std::chrono::hours{2}) {
        const auto deadline = clock.monotonic() + within;
        while (!condition())
            if (!act(deadline)) return false;
        return true;
    }

    [[nodiscard]] const State& state() const { return *state_; }
    [[nodiscard]] LaneCounts counts(const std::string& provider) const {
        return connections_.at({provider}).lane->counts();
    }

    ManualClock clock;
    CountingIds ids;
    MsgpackCodec codec;
    InMemoryEventStore store;
    RememberingLog log;

private:
    struct Connection {
        std::shared_ptr<Provider> cloud;
        std::optional<Lane> lane;
    };
    struct PendingCall {
        ProviderName provider;
        Call call;
    };
    struct PendingCommand {
        ProviderName provider;
        LaneCommand command;
    };

    [[nodiscard]] Moment now() const { return {clock.monotonic(), clock.now()}; }
    // One thing; false if nothing is to be done until `deadline`.
    bool act(std::chrono::steady_clock::time_point deadline);
    bool step_lanes();
    void begin(const ProviderName& name, Connection& connection);
    void decide(PendingCommand pending);
    void commit_all();
    void look(const Touched& touched);
    void compare_with_new_lanes() const;

    CommitQueue queue_;
    Ledger ledger_;
    ReadModels models_;
    const State* state_;
    std::map<ProviderName, Connection> connections_;
    std::deque<PendingCommand> commands_;
    std::deque<PendingCall> calls_;
    std::chrono::steady_clock::time_point next_{};
    bool started_ = false;
    bool holding_ = false;
};

}  // namespace hf::testing
