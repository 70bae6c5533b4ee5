#include "daemon/caretaker.hpp"

#include <algorithm>

#include "adapters/sqlite/last_backup.hpp"

namespace hf {

using namespace std::chrono_literals;

void Caretaker::start() {
    look_at_disk();
    scrubbing_ = std::thread([this] { run(&Caretaker::scrub); });
    forgetting_ = std::thread([this] { run(&Caretaker::forget); });
    watching_ = std::thread([this] { run(&Caretaker::look_at_disk); });
}

void Caretaker::stop() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (scrubbing_.joinable()) scrubbing_.join();
    if (forgetting_.joinable()) forgetting_.join();
    if (watching_.joinable()) watching_.join();
}

void Caretaker::run(std::chrono::nanoseconds (Caretaker::*work)()) {
    MutexLock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        const auto pause = (this->*work)();
        lock.lock();
        // In turns of an hour at most, since a year in nanoseconds is more than some clocks can wait for.
        if (!stopping_) woken_.wait_for(lock, std::min<std::chrono::nanoseconds>(pause, 1h));
    }
}

std::chrono::nanoseconds Caretaker::forget() {
    try {
        outcomes_.step();
        return 1s;
    } catch (const StoreError& problem) {
        log_.warn(fmt::format("old outcomes of commands stay in the store: {}", problem.what()));
        return 1h;
    }
}

std::chrono::nanoseconds Caretaker::look_at_disk() {
    room_.look();
    const auto backup = sqlite::last_backup(path_);
    last_backup_ = backup ? backup->time.microseconds : 0;
    // A fast disk takes some 500 MB in this time, if somebody else is filling it up.
    return 250ms;
}

StoreFigures Caretaker::figures() const {
    auto figures = scrubber_.figures();
    figures.damaged_reads = store_.damaged_reads();
    figures.outcomes = outcomes_.remembered();
    figures.most_outcomes = most_outcomes_;
    figures.free_bytes = room_.free_bytes();
    figures.min_free_bytes = room_.least_free_bytes();
    figures.short_of_room = room_.is_short() ? 1 : 0;
    figures.refused_for_room = room_.refused();
    const auto log = store_.log_use();
    figures.log_bytes = log.bytes;
    figures.oldest_reader_s = static_cast<std::uint64_t>(log.reader_stands.count());
    figures.last_backup_s = static_cast<std::uint64_t>(last_backup_ / 1'000'000);
    return figures;
}

}  // namespace hf
