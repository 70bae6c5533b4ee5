// CommandPipeline: from a message to its reply. The thread that submits a message decodes, validates and hands over to
// the ledger, as long as that takes microseconds; a long message, and one that the store must be asked about, are for
// workers. The reply is made when the outcome is on the disk.
//
//     CommandPipeline pipeline({.clock = clock, .codec = codec, .access = access, .bus = commands, .ledger = ledger});
//     pipeline.submit(
//         message, [](std::string reply) { send(reply); }, sender);
//     pipeline.drain();
//
// Every message gets exactly one reply (P7), on any thread; on the caller's before submit() returns, if the message is
// refused. A program without threads has neither committer nor workers, and calls step() whenever it likes.
//
// Threads: submit() doesn't block and is called by any thread; submit_alone() may take as long as
// a sync does; drain() is called by one thread. Errors: what is wrong with a message is the reply.
#pragma once

#include <atomic>
#include <deque>
#include <thread>

#include "core/bus/command_bus.hpp"
#include "core/bus/refusal_log.hpp"
#include "core/figures/daemon_status.hpp"
#include "core/figures/message_statistics.hpp"
#include "core/pacing/fair_queue.hpp"
#include "core/pipeline/command_rates.hpp"
#include "core/pipeline/committer.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/pipeline/lonely_commands.hpp"
#include "core/pipeline/store_room.hpp"
#include "core/ports/command_observer.hpp"
#include "core/threads/mutex.hpp"
#include "core/wire/envelope.hpp"

namespace hf {

class CommandPipeline {
public:
    using Reply = std::function<void(std::string reply)>;

    struct Dependencies {
        const Clock& clock;
        const Codec& codec;
        const AccessControl& access;
        const CommandBus& bus;
        Ledger& ledger;
        Committer* committer = nullptr;  // for submit_alone(); null: every message is for the workers, or for step()
        std::size_t workers = 2;
        std::size_t most_in_flight = 10'000;
        CommandObserver* observer = nullptr;  // hears what became of each command
        RefusalLog* refusals = nullptr;
        std::size_t most_of_one = 2'500;  // in flight, of one principal or connection
        std::size_t most_at_once = 64;    // decided and not answered yet, of one: what others wait for
        const StoreRoom* room = nullptr;  // null: there is always room
    };

    explicit CommandPipeline(Dependencies dependencies);
    ~CommandPipeline();
    CommandPipeline(const CommandPipeline&) = delete;
    CommandPipeline& operator=(const CommandPipeline&) = delete;

    void submit(std::string message, Reply reply, Sender sender);

    // The same for a message behind which none waits at its socket. If nothing else is in flight, and was not for a
    // while, the message is decided and committed on the caller's thread before this returns: a lonely command spends
    // most of its time on ways from thread to thread.
    void submit_alone(std::string message, Reply reply, Sender sender);

    // Hands the message that has waited longest to the ledger, on the caller's thread. False if none waits.
    bool step();

    // Refuses every message with shutting_down from now on. Returns when the messages that were accepted
    // before are handed to the ledger.
    void drain();

    [[nodiscard]] Counters counters() const;
    [[nodiscard]] FiguresByType statistics() const { return statistics_.figures(); }
    // Messages that wait for their turn, or for a worker.
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }

private:
    struct Waiting {
        std::string message;
        std::chrono::steady_clock::time_point since;
        Reply reply;
        Sender sender;
    };
    // What is kept of a command until it is answered.
    struct InFlight {
        std::string id;
        std::string type;
        std::optional<std::string> correlation_id;
        std::optional<std::string> client;
        std::optional<std::string> on_behalf_of;
        std::string address;    // of the sender
        std::string party;      // that the sender belongs to
        std::string principal;  // empty until it is known
        std::chrono::steady_clock::time_point since;
        Reply reply;
    };

    // The thread that carries out a message, until it leaves: drain() waits for that, also if a reply throws.
    class Submitting {
    public:
        Submitting(CommandPipeline& pipeline, bool alone, std::chrono::steady_clock::time_point begun)
            : pipeline_(pipeline), alone_(alone), begun_(begun) {}
        ~Submitting();
        Submitting(const Submitting&) = delete;
        Submitting& operator=(const Submitting&) = delete;

    private:
        CommandPipeline& pipeline_;
        bool alone_;
        std::chrono::steady_clock::time_point begun_;
    };

    using Company = LonelyCommands::Company;
    using Job = std::function<void()>;
    enum class Place : std::uint8_t { submitter, worker };

    void accept(Waiting waiting, Company company);
    void carry_out(Waiting waiting, bool alone);
    void enqueue(Job job) REQUIRES(mutex_);
    void enqueue(Waiting waiting) REQUIRES(mutex_);
    void leave(const std::string& party);  // a command is answered
    void work();
    void handle(Waiting waiting, Place place);
    static InFlight remembered(Waiting waiting, CommandEnvelope envelope, std::string principal = {});
    void refuse_at_once(Waiting waiting, Error error);
    void refuse(const InFlight& command, Error error);
    void finish(const InFlight& command, const CommandOutcome* outcome, bool duplicate,
                std::span<const NumberedEvent> caused);
    // Records the statistics and informs the observer. `outcome` is null for a command that was not decided.
    void note(const InFlight& command, std::string_view word, const CommandOutcome* outcome, bool duplicate,
              std::span<const NumberedEvent> caused);
    // Takes the first job of the queue, which must not be empty.
    Job next() REQUIRES(mutex_);

    Dependencies with_;
    MessageStatistics statistics_;
    CommandRates rates_;
    mutable Mutex mutex_;
    Condition changed_;
    FairQueue<Waiting> queue_ GUARDED_BY(mutex_);
    std::deque<Job> jobs_ GUARDED_BY(mutex_);  // for workers
    bool draining_ GUARDED_BY(mutex_) = false;
    std::size_t submitters_ GUARDED_BY(mutex_) = 0;  // that carry out a message now
    LonelyCommands lonely_ GUARDED_BY(mutex_);
    std::vector<std::thread> workers_;

    std::atomic<std::uint64_t> in_flight_ = 0;
    std::atomic<std::uint64_t> received_ = 0;
    std::atomic<std::uint64_t> accepted_ = 0;
    std::atomic<std::uint64_t> refused_ = 0;
    std::atomic<std::uint64_t> duplicates_ = 0;
    std::atomic<std::uint64_t> busy_ = 0;
};

}  // namespace hf
