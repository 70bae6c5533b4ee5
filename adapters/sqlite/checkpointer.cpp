#include "adapters/sqlite/checkpointer.hpp"

#include <algorithm>
#include <chrono>

namespace hf::sqlite {

using namespace std::chrono_literals;

Checkpointer::Checkpointer(const std::filesystem::path& file, const Options& options, FairMutex& commits,
                           HeadFile& head, std::function<void(const std::string&)> on_failure)
    // Commits are held up while the last readers of the log finish. These are few, since new ones read the
    // database by then, and their reads are short. For a long one (a backup) it is better to come back.
    : connection_(file, {.vfs = options.vfs, .busy_timeout = 5ms}),
      log_(file.string() + "-wal"),
      options_(options),
      commits_(commits),
      head_(head),
      on_failure_(std::move(on_failure)) {
    const auto page = static_cast<std::uint64_t>(connection_.integer("PRAGMA page_size"));
    due_pages_ = std::max<std::uint64_t>(1, options.log_bytes / page);
    due_at_ = due_pages_;
    thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
    stop();
    thread_.join();
}

void Checkpointer::log_is_now(std::uint64_t pages) {
    // Every commit makes a log longer, but for one that has begun again.
    if (pages <= pages_) ++begun_again_;
    pages_ = pages;
    if (pages < due_at_) return;
    {
        const MutexLock lock(mutex_);
        if (due_) return;
        due_ = true;
    }
    woken_.notify_one();
}

void Checkpointer::stop() {
    {
        const MutexLock lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
}

void Checkpointer::run() {
    MutexLock lock(mutex_);
    while (true) {
        if (!stopping_ && !due_) woken_.wait_for(lock, 1s);
        if (stopping_) return;
        const bool due = due_;
        lock.unlock();
        try {
            if (due) due_at_ = checkpoint() ? due_pages_ : pages_ + std::max<std::uint64_t>(1, due_pages_ / 4);
            head_.sync();
        } catch (const std::exception& failure) {
            on_failure_(failure.what());
            return;
        }
        lock.lock();
        if (due) due_ = false;  // set by commits during the checkpoint; the next one says how long the log is now
    }
}

bool Checkpointer::checkpoint() {
    move_beside_commits();

    // A log that begins again from its start overwrites blocks that it has, which syncs faster
    // than a file that grows; it is cut only when some long reader made it much too long.
    std::error_code unknown;
    const auto size = std::filesystem::file_size(log_, unknown);
    const bool cut = !unknown && size > 4 * options_.log_bytes;

    const FairLock hold(commits_);
    const auto last = connection_.checkpoint(cut ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART);
    if (last.done && cut) pages_ = 0;
    moved_ = last.moved.value_or(pages_);
    moved_of_ = begun_again_;
    return last.done;
}

// The second pass moves what was committed during the first, so that little is left for the last one.
void Checkpointer::move_beside_commits() {
    for (int pass = 0; pass < 2; ++pass) {
        {
            // Held, so that no commit is between its write and what it says of the log's length. A log that
            // has begun again since the last checkpoint has unmoved frames as well.
            const FairLock hold(commits_);
            if (pages_ == moved_ && begun_again_ == moved_of_) return;
            moved_of_ = begun_again_;
        }
        moved_ = connection_.checkpoint(SQLITE_CHECKPOINT_PASSIVE).moved.value_or(pages_);
    }
}

}  // namespace hf::sqlite
