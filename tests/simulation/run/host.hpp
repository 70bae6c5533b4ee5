// Host: the machine that the simulated daemon runs on. It starts the daemon, lets it run, sees it crash, fail and stop,
// starts it again, and holds the promises after each thing that the daemon does.
//
//     Host host(world, site, …);
//     host.start();
//     host.submit(message, "client-1", answer);
//
// Used by one thread.
#pragma once

#include "adapters/msgpack/msgpack_codec.hpp"
#include "tests/simulation/daemon/simulated_daemon.hpp"
#include "tests/simulation/promises/account.hpp"
#include "tests/simulation/promises/machines_accounted_for.hpp"
#include "tests/simulation/promises/own_alone.hpp"
#include "tests/simulation/promises/replies.hpp"

namespace hf::simulation {

class Host final : public Door, private Process {
public:
    struct Promises {
        Account& account;
        Replies& replies;
        OneOrder& order;
        MachinesAccountedFor& machines;
        OwnAlone& own_alone;
    };

    // `surroundings` outlive it.
    Host(SimulatedDaemon::Surroundings surroundings, Promises promises);
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    void start();
    // What may come upon it in any minute: it is stopped, or its clock is set.
    void minute();
    // As an administrator does.
    void restart();
    // Holds what takes longer to hold than after each step.
    void look() const;

    [[nodiscard]] bool is_open() const override { return daemon_ != nullptr; }
    void submit(std::string message, const std::string& from, Answer answer) override;
    std::optional<std::string> ask(const std::string& message, const std::string& from) override;
    [[nodiscard]] const ReadModels* models() const override { return daemon_ ? &daemon_->models() : nullptr; }

    // Commands that the daemon has taken and not answered yet.
    [[nodiscard]] std::uint64_t unanswered() const { return daemon_ ? *unanswered_ : 0; }
    [[nodiscard]] std::uint32_t lives() const { return lives_; }

private:
    void after(Schedule::Duration delay, Schedule::Action action) override;
    void failed(const std::string& what) override;

    // Runs a part of the daemon, and sees how it ends.
    void let(const Schedule::Action& run);
    void come_up();
    void end(std::string_view how);
    void stop_softly();
    void hold();
    void follow_events();
    void hold_rights(const NumberedEvent& event) const;
    [[nodiscard]] bool has_room_for(const std::string& message) const;
    void compare_with_account();

    SimulatedDaemon::Surroundings with_;
    Promises promises_;
    Randomness random_;
    std::optional<Lifetime> life_;
    std::unique_ptr<SimulatedDaemon> daemon_;
    std::shared_ptr<std::uint64_t> unanswered_;
    std::uint64_t failures_before_ = 0;
    std::uint32_t lives_ = 0;
    bool running_ = false;  // a part of the daemon, further up the stack
    bool stopping_ = false;
};

}  // namespace hf::simulation
