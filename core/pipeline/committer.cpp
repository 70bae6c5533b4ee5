#include "core/pipeline/committer.hpp"

namespace hf {

void Committer::start(std::vector<CommitObserver*> observers) {
    observe(std::move(observers));
    thread_ = std::thread([this] {
        while (with_.queue.wait()) step();
    });
}

void Committer::stop() {
    if (!thread_.joinable()) return;
    with_.queue.close();
    thread_.join();
}

void Committer::observe(std::vector<CommitObserver*> observers) {
    const MutexLock turn(turn_);
    observers_ = std::move(observers);
}

bool Committer::step() {
    const MutexLock turn(turn_);
    return commit_queued();
}

bool Committer::commit_here(const std::function<void()>& decide) {
    if (!turn_.try_lock()) return false;
    const MutexLock turn(turn_, std::adopt_lock);
    if (with_.queue.waiting() != 0) return false;
    const CommitQueue::Attendance attendance(with_.queue);
    decide();
    commit_queued();
    return true;
}

bool Committer::commit_queued() {
    auto commands = with_.queue.take();
    if (commands.empty()) return false;
    in_hand_ = commands.size();
    GroupCommit group({with_.store, with_.codec, with_.ledger, with_.models, with_.publisher, observers_},
                      std::move(commands));
    commit(group);
    in_hand_ = 0;
    return true;
}

void Committer::commit(GroupCommit& group) {
    // A failed append is never repeated: nobody knows what it has left on the disk.
    if (failed_) return group.fail();
    try {
        while (group.next() != GroupCommit::Stage::done) advance(group);
    } catch (const std::exception& e) {
        failed_ = true;
        with_.on_failure(e.what());
        group.fail();
    }
}

void Committer::advance(GroupCommit& group) {
    if (group.next() != GroupCommit::Stage::append || group.is_empty()) return group.advance();
    const auto begun = with_.clock.monotonic();
    group.advance();
    sync_.record(with_.clock.monotonic() - begun);
    ++batches_;
    events_ += group.events();
    in_hand_ = 0;
}

CommitFigures Committer::figures() const {
    const std::uint64_t batches = batches_;
    const std::uint64_t events = events_;
    const auto average = batches == 0 ? 0.0 : static_cast<double>(events) / static_cast<double>(batches);
    return {batches, events, average, sync_.figures()};
}

}  // namespace hf
