// GroupCommit: one group of decided commands on its way to the disk, and from there to
// everybody. It goes stage by stage, on the caller's thread.
//
//     GroupCommit group(parts, queue.take());
//     while (group.next() != GroupCommit::Stage::done) group.advance();
//
// The order of the stages is part of the promises. Nothing is shown before the append has
// returned (P1); read models come before replies (P5); the ledger forgets that a command is
// under way only when its outcome is in the store and its effects are in the read models
// (P2, P5); the feed is published in store order (P3). A group that is dropped between two
// stages is a crash: the next start finds what was appended, and no client was answered.
//
// Used by one thread at a time, and only one group is under way. Errors: whatever a part
// throws; then nothing more may be committed, and fail() answers those who still wait.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/pipeline/commit_observer.hpp"
#include "core/pipeline/ledger.hpp"
#include "core/ports/event_publisher.hpp"
#include "core/read_models/read_models.hpp"

namespace hf {

class GroupCommit {
public:
    enum class Stage : std::uint8_t { encode, append, project, settle, publish, observe, reply, done };

    struct Parts {
        EventStore& store;
        const Codec& codec;
        Ledger& ledger;
        ReadModels& models;
        EventPublisher& publisher;
        std::span<CommitObserver* const> observers;  // called in this order
    };

    GroupCommit(const Parts& parts, std::vector<Commit> commands);

    // The stage that advance() carries out.
    [[nodiscard]] Stage next() const { return next_; }
    void advance();

    // Answers every command that has no answer yet: nobody knows what became of it.
    void fail();

    [[nodiscard]] std::size_t commands() const { return commands_.size(); }
    // What the append writes; known after the encoding.
    [[nodiscard]] std::size_t events() const { return events_.size(); }
    [[nodiscard]] bool is_empty() const { return events_.empty() && outcomes_.empty(); }

private:
    void encode();
    void append();
    void project();
    void settle();
    void publish();
    void observe();
    void reply();

    const Parts with_;
    Stage next_ = Stage::encode;
    std::vector<Commit> commands_;
    std::vector<NumberedEvent> events_;   // of all commands, in order
    std::vector<std::size_t> counts_;     // events of each command
    std::vector<RecordedEvent> records_;  // of these events, until they are published
    std::vector<CommandOutcome> outcomes_;
    ReadModels::Committed committed_;
};

}  // namespace hf
