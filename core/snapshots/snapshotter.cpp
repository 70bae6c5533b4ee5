#include "core/snapshots/snapshotter.hpp"

#include "core/snapshots/write_snapshot.hpp"

namespace hf {

void Snapshotter::start(Position head) {
    if (with_.every_events == 0) return;
    head_ = head;
    whole_ = written_ == 0;
    thread_ = std::thread([this] { run(); });
}

void Snapshotter::committed(std::span<const NumberedEvent> batch, const Touched&) {
    if (batch.empty()) return;
    head_ = batch.back().meta.position;
    if (!due()) return;
    // Under the lock, lest the thread be between its look and its sleep.
    const std::lock_guard lock(mutex_);
    woken_.notify_one();
}

void Snapshotter::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Snapshotter::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        woken_.wait(lock, [this] { return stopping_ || due(); });
        const bool last = stopping_;
        lock.unlock();
        if (head_ > tried_) write();
        lock.lock();
        if (last) return;
    }
}

void Snapshotter::write() {
    const auto draft = with_.models.draft(whole_);
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
    // Also after a failure: it is tried again after as many events.
    tried_ = draft.numbers.position;
}

}  // namespace hf
