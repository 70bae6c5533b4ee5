#include "adapters/sqlite/checkpointer.hpp"

#include <algorithm>
#include <chrono>

#include "adapters/sqlite/free_pages.hpp"

namespace hf::sqlite {

using namespace std::chrono_literals;

namespace {

// So that the sync of one step takes about as long as a commit's, which it competes with.
constexpr std::uint64_t step_bytes = std::uint64_t{1} << 20;

constexpr std::uint64_t frame_header_bytes = 24;

std::chrono::steady_clock::rep now_in_ticks() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace

Checkpointer::Checkpointer(const std::filesystem::path& file, const Options& options, FairMutex& commits,
                           HeadFile& head, std::function<void(const std::string&)> on_failure)
    // Where commits are held up while the last readers of the log finish, these are few, since new ones read the
    // database by then, and their reads are short. For a long one (a backup) it is better to come back.
    : connection_(file, {.vfs = options.vfs, .busy_timeout = 5ms}),
      frame_bytes_(static_cast<std::uint64_t>(connection_.integer("PRAGMA page_size")) + frame_header_bytes),
      commits_(commits),
      head_(head),
      look_every_(options.look_every),
      on_failure_(std::move(on_failure)) {
    const auto page = frame_bytes_ - frame_header_bytes;
    log_pages_ = std::max<std::uint64_t>(1, options.log_bytes / page);
    step_pages_ = std::min(step_bytes / page, std::max<std::uint64_t>(1, first_end()));
    due_at_ = step_pages_;
    end_at_ = first_end();
    thread_ = std::thread([this] { run(); });
}

Checkpointer::~Checkpointer() {
    stop();
    thread_.join();
}

void Checkpointer::log_is_now(std::uint64_t pages) {
    // Every commit makes a log longer, but for one that has begun again.
    if (pages <= pages_) {
        ++begun_again_;
        due_at_ = step_pages_;
        end_at_ = first_end();
    }
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
    auto head_due = std::chrono::steady_clock::now() + 1s;
    auto look_due = std::chrono::steady_clock::now() + look_every_;
    MutexLock lock(mutex_);
    while (true) {
        if (!stopping_ && !due_) woken_.wait_until(lock, std::min(head_due, look_due));
        if (stopping_) return;
        const bool due = due_;
        lock.unlock();
        try {
            if (due) checkpoint();
            const auto now = std::chrono::steady_clock::now();
            if (now >= head_due) {
                head_.sync();
                if (reader_since_ != 0) move_beside_commits();
                head_due = now + 1s;
            }
            if (now >= look_due) {
                look_at_free_pages();
                look_due = now + look_every_;
            }
        } catch (const std::exception& failure) {
            on_failure_(failure.what());
            return;
        }
        lock.lock();
        if (due) due_ = false;  // set by commits during the checkpoint; the next one says how long the log is now
    }
}

void Checkpointer::checkpoint() {
    move_beside_commits();
    if (pages_ >= end_at_) {
        // What was committed during the first pass, so that little is left to be moved while commits are held.
        move_beside_commits();
        end_log();
    }
    const FairLock hold(commits_);
    if (begun_again_ == moved_of_) due_at_ = std::max(moved_, tried_) + step_pages_;
}

void Checkpointer::move_beside_commits() {
    {
        // Held, so that no commit is between its write and what it says of the log's length. A log that
        // has begun again since the last checkpoint has unmoved frames as well.
        const FairLock hold(commits_);
        if (all_is_moved()) return;
        begin_pass();
    }
    end_pass(connection_.checkpoint(SQLITE_CHECKPOINT_PASSIVE));
    // Or the last part would wait for the disk to write all that was moved before, with commits held.
    connection_.sync_database();
}

// The next commit lets the log begin again, unless it finds a reader of it.
void Checkpointer::end_log() {
    const FairLock hold(commits_);
    end_at_ = pages_ + std::max<std::uint64_t>(1, log_pages_ / 4);
    const bool too_long = pages_ > log_pages_;
    if (all_is_moved() && !too_long) return;
    begin_pass();
    end_pass(connection_.checkpoint(too_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE));
}

// Where readers were in the way of a pass, only some pages are as they were at a commit; then the next look counts.
void Checkpointer::look_at_free_pages() {
    move_beside_commits();
    if (!settled_ || !damage_of_free_pages(connection_)) return;
    // Seen twice, lest another program has moved something meanwhile, which it should not.
    const FairLock hold(commits_);
    if (!all_is_moved()) {
        begin_pass();
        end_pass(connection_.checkpoint(SQLITE_CHECKPOINT_PASSIVE));
    }
    if (!settled_) return;
    if (const auto wrong = damage_of_free_pages(connection_)) throw StoreError(*wrong);
}

void Checkpointer::begin_pass() {
    moved_of_ = begun_again_;
    tried_ = pages_;
}

void Checkpointer::end_pass(const Connection::Checkpoint& pass) {
    moved_ = pass.moved.value_or(tried_);
    settled_ = pass.all;
    look_for_reader(pass);
}

void Checkpointer::look_for_reader(const Connection::Checkpoint& pass) {
    if (pass.all || !pass.moved) {
        reader_since_ = 0;
        return;
    }
    // A pass that gets further has another reader before it, which began later.
    if (reader_since_ != 0 && *pass.moved == reader_at_) return;
    reader_at_ = *pass.moved;
    reader_since_ = now_in_ticks();
}

LogUse Checkpointer::log_use() const {
    using Clock = std::chrono::steady_clock;
    LogUse use;
    use.bytes = pages_ * frame_bytes_;
    if (const Clock::duration since{reader_since_}; since.count() != 0)
        use.reader_stands = std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch() - since);
    return use;
}

bool Checkpointer::all_is_moved() const { return pages_ == moved_ && begun_again_ == moved_of_; }

}  // namespace hf::sqlite
