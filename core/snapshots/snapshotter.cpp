#include "core/snapshots/snapshotter.hpp"

#include "core/snapshots/write_snapshot.hpp"

namespace hf {
namespace {

// Commits need the processor and the disk more than a start needs the newest snapshot.
constexpr int rest_for_each_write = 9;

}  // namespace

void Snapshotter::begin(Position head) {
    head_ = head;
    whole_ = written_ == 0;
}

bool Snapshotter::step() {
    if (!drafting_ && !due()) return false;
    advance();
    return true;
}

void Snapshotter::start(Position head) {
    if (with_.every_events == 0) return;
    begin(head);
    thread_ = std::thread([this] { run(); });
}

void Snapshotter::committed(std::span<const NumberedEvent> batch, const Touched&) {
    if (batch.empty()) return;
    head_ = batch.back().meta.position;
    if (!due()) return;
    // Notified under the lock, since the thread may be between its look and its sleep.
    const MutexLock lock(mutex_);
    woken_.notify_one();
}

void Snapshotter::stop() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Snapshotter::run() {
    MutexLock lock(mutex_);
    while (true) {
        // It wakes by itself when the rest is over: perhaps no commit comes any more.
        for (auto left = rest_left(); !stopping_ && left.count() > 0; left = rest_left()) woken_.wait_for(lock, left);
        while (!stopping_ && !due()) woken_.wait(lock);
        const bool last = stopping_;
        lock.unlock();
        if (head_ > tried_) make();
        lock.lock();
        if (last) return;
    }
}

std::chrono::steady_clock::duration Snapshotter::rest_left() const {
    return rests_until_.load() - with_.clock.monotonic();
}

bool Snapshotter::due() const {
    return with_.every_events > 0 && head_ - tried_ >= with_.every_events && rest_left().count() <= 0;
}

void Snapshotter::make() {
    advance();
    while (drafting_) {
        ReadModels::pause();
        advance();
    }
}

void Snapshotter::advance() {
    if (!drafting_) {
        begun_ = with_.clock.monotonic();
        drafting_.emplace(with_.models.begin_draft(whole_));
    } else if (!with_.models.collect(*drafting_, with_.collected_at_once)) {
        write(std::move(*drafting_).draft());
        drafting_.reset();
    }
}

void Snapshotter::write(const SnapshotDraft& draft) {
    try {
        write_snapshot(with_.snapshots, draft, whole_ ? Extent::everything : Extent::changes, with_.store, with_.codec);
        if (whole_)
            with_.log.info(fmt::format("the first snapshot is written, at position {}", draft.numbers.position));
        whole_ = false;
        written_ = draft.numbers.position;
        ++snapshots_;
        with_.written(written_);
    } catch (const std::exception& problem) {
        if (failures_++ == 0 || !whole_)
            with_.log.warn(
                fmt::format("no snapshot could be written, so the next start may take longer: {}", problem.what()));
        whole_ = true;
    }
    const auto ended = with_.clock.monotonic();
    rests_until_ = ended + rest_for_each_write * (ended - begun_);
    // Set after a failure, too: the next try comes after as many events.
    tried_ = draft.numbers.position;
}

}  // namespace hf
