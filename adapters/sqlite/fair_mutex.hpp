// FairMutex: a mutex that goes to who waits. With std::mutex, a thread that
// unlocks and locks again at once nearly always wins against one that sleeps on
// it, and a busy committer would shut the checkpointer out until its log fills
// the disk.
//
//     std::lock_guard lock(fair_mutex);
//
// Thread-safe, of course. Meant for two threads; with more, the order among those
// that wait is open.
#pragma once

#include <mutex>

namespace hf::sqlite {

class FairMutex {
public:
    void lock() {
        // Who waits below holds `turn_`, so the thread that just unlocked queues behind.
        const std::lock_guard turn(turn_);
        held_.lock();
    }
    void unlock() { held_.unlock(); }

private:
    std::mutex turn_;
    std::mutex held_;
};

}  // namespace hf::sqlite
