// CommandPipeline: from a message to its reply. Workers decode, validate and hand
// over to the ledger; the reply is made when the outcome is on the disk.
//
//     CommandPipeline pipeline({.clock = clock, .codec = codec, .bus = commands, .ledger = ledger});
//     pipeline.submit(message, [](std::string reply) { … });
//     pipeline.drain();
//
// Every message gets exactly one reply (P7): on another thread, or at once on the caller's if it
// is refused. A program without threads has no workers and calls step() whenever it likes.
//
// Threads: submit() never blocks and is called by any thread; drain() by one. Errors: what is
// wrong with a message is the reply.
#pragma once

#include <atomic>
#include <deque>
#include <thread>

#include "core/bus/command_bus.hpp"
#include "core/figures/daemon_status.hpp"
#include "core/figures/message_statistics.hpp"
#include "core/pipeline/ledger.hpp"
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
        const CommandBus& bus;
        Ledger& ledger;
        std::size_t workers = 2;
        std::size_t most_in_flight = 10'000;
        CommandObserver* observer = nullptr;  // hears what became of each command
    };

    explicit CommandPipeline(Dependencies dependencies);
    ~CommandPipeline();
    CommandPipeline(const CommandPipeline&) = delete;
    CommandPipeline& operator=(const CommandPipeline&) = delete;

    // `peer` is the sender of the message as the transport knows it.
    void submit(std::string message, Reply reply, std::string peer = {});

    // Hands the message that has waited longest to the ledger, on the caller's thread. False if none waits.
    bool step();

    // Refuses every message with shutting_down from now on. Returns when the messages that were accepted
    // before are handed to the ledger.
    void drain();

    [[nodiscard]] Counters counters() const;
    [[nodiscard]] FiguresByType statistics() const { return statistics_.figures(); }
    // Messages that no worker has taken yet.
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t in_flight() const { return in_flight_; }

private:
    struct Waiting {
        std::string message;
        std::chrono::steady_clock::time_point since;
        Reply reply;
        std::string peer;
    };
    // What is kept of a command until it is answered.
    struct InFlight {
        std::string id;
        std::string type;
        std::optional<std::string> correlation_id;
        std::optional<std::string> client;
        std::string peer;
        std::chrono::steady_clock::time_point since;
        Reply reply;
    };

    void work();
    void handle(Waiting waiting);
    static InFlight remembered(Waiting waiting, CommandEnvelope envelope);
    void refuse_at_once(Waiting waiting, Error error);
    void refuse(const InFlight& command, Error error);
    void finish(const InFlight& command, const CommandOutcome* outcome, bool duplicate,
                std::span<const NumberedEvent> caused);
    // Records the statistics and informs the observer. `outcome` is null for a command that was not decided.
    void note(const InFlight& command, std::string_view word, const CommandOutcome* outcome, bool duplicate,
              std::span<const NumberedEvent> caused);
    // Takes the first message of the queue, which must not be empty.
    Waiting next() REQUIRES(mutex_);

    Dependencies with_;
    MessageStatistics statistics_;
    mutable Mutex mutex_;
    Condition changed_;
    std::deque<Waiting> waiting_ GUARDED_BY(mutex_);
    bool draining_ GUARDED_BY(mutex_) = false;
    std::vector<std::thread> workers_;

    std::atomic<std::uint64_t> in_flight_ = 0;
    std::atomic<std::uint64_t> received_ = 0;
    std::atomic<std::uint64_t> accepted_ = 0;
    std::atomic<std::uint64_t> refused_ = 0;
    std::atomic<std::uint64_t> duplicates_ = 0;
    std::atomic<std::uint64_t> busy_ = 0;
};

}  // namespace hf
