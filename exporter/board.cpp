#include "exporter/board.hpp"

#include <algorithm>

namespace hf::exporter {

using std::chrono::steady_clock;

void Board::begin() {
    // The answer may be older than the change of stores; then the next answer differs from it.
    begin(FleetView(), look([](const Knowledge& known) { return known.daemon ? known.daemon->status.store_id : ""; }));
}

void Board::begin(FleetView view, std::string history) {
    const MutexLock lock(mutex_);
    view_ = std::move(view);
    history_ = std::move(history);
    head_ = view_.position();
    head_known_ = false;
    complete_ = false;
    caught_up_.reset();
    recovered_.reset();
    change();
}

void Board::take(const RecordedEvent& event, std::optional<std::uint64_t> recovered) {
    const MutexLock lock(mutex_);
    view_.apply(event);
    head_ = std::max(head_, event.position);
    heard_ = steady_clock::now();
    recovered_ = recovered;
    caught_up_if_so();
    change();
}

void Board::daemon_said(DaemonAnswer answer) {
    const MutexLock lock(mutex_);
    if (history_.empty()) history_ = answer.status.store_id;
    if (history_ == answer.status.store_id) {
        head_ = std::max(head_, answer.status.position);
        head_known_ = true;
    }
    heard_ = steady_clock::now();
    up_ = true;
    daemon_ = std::move(answer);
    caught_up_if_so();
    change();
}

void Board::daemon_is_silent() {
    const MutexLock lock(mutex_);
    up_ = false;
    change();
}

// Until the daemon has reported its position, the figures cannot be known to be complete.
void Board::caught_up_if_so() {
    if (!head_known_ || view_.position() < head_) return;
    caught_up_ = steady_clock::now();
    complete_ = true;
}

BoardStatus Board::standing(SteadyTime now) const {
    const auto recently = [&](const std::optional<SteadyTime>& time) { return time && now - *time < patience; };
    BoardStatus standing;
    standing.position = view_.position();
    standing.head = head_;
    standing.behind = head_ - std::min(head_, standing.position);
    standing.up = up_;
    standing.complete = complete_;
    standing.ready = up_ && recently(heard_) && recently(caught_up_);
    if (heard_) standing.silence_seconds = std::chrono::duration<double>(now - *heard_).count();
    standing.recovered = recovered_;
    return standing;
}

void Board::change() {
    ++changes_;
    changed_.notify_all();
}

std::uint64_t Board::wait_for_change(std::uint64_t seen, std::chrono::milliseconds most) const {
    const auto until = steady_clock::now() + most;
    MutexLock lock(mutex_);
    while (!closed_ && changes_ == seen && changed_.wait_until(lock, until)) continue;
    return changes_;
}

void Board::pause(std::chrono::milliseconds time) const {
    const auto until = steady_clock::now() + time;
    MutexLock lock(mutex_);
    while (!closed_ && changed_.wait_until(lock, until)) continue;
}

void Board::close() {
    const MutexLock lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

bool Board::closed() const {
    const MutexLock lock(mutex_);
    return closed_;
}

}  // namespace hf::exporter
