#include "adapters/sqlite/backup.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "adapters/sqlite/head_file.hpp"
#include "adapters/sqlite/log_scan.hpp"
#include "adapters/sqlite/new_store_file.hpp"
#include "adapters/sqlite/readable_store.hpp"
#include "adapters/sqlite/rows.hpp"
#include "adapters/sqlite/store_file.hpp"
#include "adapters/sqlite/store_lock.hpp"
#include "adapters/system/file_descriptor.hpp"
#include "core/ports/store_damaged.hpp"

namespace hf::sqlite {
namespace {

constexpr std::uint64_t rows_copied_at_once = 1000;
constexpr std::size_t bytes_at_once = std::size_t{1} << 20;

// The store's own file, wherever links lead, since its log and lock are beside that.
std::filesystem::path existing(const std::filesystem::path& store) {
    std::error_code trouble;
    auto name = std::filesystem::canonical(store, trouble);
    if (trouble) throw StoreError(fmt::format("{}: {}", store.string(), trouble.message()));
    return name;
}

// While a daemon is at work its log has been looked at, and changes; looked at now it might seem damaged.
const std::filesystem::path& with_a_whole_log(const std::filesystem::path& store) {
    if (StoreLock::is_held(store)) return store;
    const auto damage = find_damage(store);
    if (!damage || StoreLock::is_held(store)) return store;
    throw StoreError(
        fmt::format("{} is damaged at byte {}, and what stands behind was acknowledged: a backup would lack it. "
                    "hostfactoryd --verify-store {} says more",
                    log_of(store).string(), damage->offset, store.string()));
}

// Sleeps where more was copied than the rate allows.
class Throttle {
public:
    explicit Throttle(std::uint64_t bytes_per_second) : rate_(bytes_per_second) {}
    void copied(std::uint64_t bytes) {
        if (rate_ == 0) return;
        all_ += bytes;
        const std::chrono::duration<double> due(static_cast<double>(all_) / static_cast<double>(rate_));
        std::this_thread::sleep_until(begun_ + std::chrono::duration_cast<std::chrono::steady_clock::duration>(due));
    }

private:
    const std::uint64_t rate_;
    std::uint64_t all_ = 0;
    const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

class Backup::Copying {
public:
    explicit Copying(BackupOptions options)
        : options_(std::move(options)),
          path_(existing(options_.store)),
          // Before the end of the copy is fixed, so that the copy must reach what this says.
          known_(HeadFile::look(path_)),
          source_(with_a_whole_log(path_)),
          target_(options_.file, source_.id, options_.replace, options_.vfs),
          throttle_(options_.bytes_per_second) {}

    void copy() {
        begin();
        // Where all that was to be copied has been pruned meanwhile, the end is fixed anew.
        do {
            moved_ = false;
            copy_events();
            copy_outcomes();
        } while (moved_);
        target_.begins_with(extent_.first);
        target_.seal();
    }

    [[nodiscard]] const StoreExtent& extent() const { return extent_; }

    [[nodiscard]] CheckedStore check() const {
        // What the page cache has is not what the disk has.
        const FileDescriptor file(::open(target_.unfinished().c_str(), O_RDONLY | O_CLOEXEC));
        if (file) static_cast<void>(::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED));
        return check_store(target_.unfinished(), {});
    }

    void publish() { target_.publish(); }

private:
    void begin() {
        const Transaction reading(source_.connection);
        extent_ = source_.extent();
        must_reach_what_is_known();
        next_event_ = extent_.first;
        next_outcome_ = extent_.first_outcome;
        target_.take_over_meta(source_.connection);
    }

    void must_reach_what_is_known() const {
        if (!known_ || (known_->position <= extent_.head && known_->outcome <= extent_.last_outcome)) return;
        throw StoreError(
            fmt::format("{} ends at event {} and outcome {}, and had come to event {} and outcome {}: a backup would "
                        "lack what is lost. hostfactoryd says more when it is started",
                        path_.string(), extent_.head, extent_.last_outcome, known_->position, known_->outcome));
    }

    [[nodiscard]] StoreDamaged damaged(std::string_view what, std::uint64_t number, std::string_view how) const {
        return {fmt::format("{} is damaged at {} {}: {}; no backup is made of it, so keep the ones before",
                            path_.string(), what, number, how),
                number};
    }

    void copy_events() {
        while (next_event_ <= extent_.head) {
            auto events = next_events();
            if (events.empty()) continue;
            target_.put(events, {});
            std::uint64_t bytes = 0;
            for (const auto& event : events) bytes += size_of(event);
            done(events.size(), bytes);
        }
    }

    // Returns none where the store has pruned the next one; then it goes on with the first that is there.
    std::vector<RecordedEvent> next_events() {
        const Transaction reading(source_.connection);
        if (const auto first = source_.first(); first > next_event_) {
            target_.forget_events();
            extent_.first = next_event_ = first;
            if (first > extent_.head) fix_end();
            return {};
        }
        std::vector<RecordedEvent> events;
        auto& rows = source_.events;
        const Reading until_done(rows);
        rows.bind(1, next_event_);
        rows.bind(2, std::min(extent_.head, next_event_ + rows_copied_at_once - 1));
        std::size_t bytes = 0;
        while (bytes < bytes_at_once && rows.step()) {
            const auto row = EventRow::of(rows);
            if (row.position != next_event_) throw damaged("position", next_event_, "it is missing");
            if (!row.intact(rows, scratch_)) throw damaged("position", next_event_, "its checksum does not match");
            events.push_back(row.event());
            bytes += row.data.size();
            ++next_event_;
        }
        if (events.empty()) throw damaged("position", next_event_, "it is missing");
        return events;
    }

    void copy_outcomes() {
        while (next_outcome_ <= extent_.last_outcome) {
            auto outcomes = next_outcomes();
            if (outcomes.empty()) continue;
            target_.put({}, outcomes);
            std::uint64_t bytes = 0;
            for (const auto& outcome : outcomes) bytes += outcome.payload.size() + outcome.command_id.size() + 40;
            done(outcomes.size(), bytes);
        }
    }

    std::vector<CommandOutcome> next_outcomes() {
        const Transaction reading(source_.connection);
        if (const auto first = source_.first_outcome(); first > next_outcome_) {
            target_.forget_outcomes();
            extent_.first_outcome = next_outcome_ = first;
            if (first > extent_.last_outcome) fix_end();
            return {};
        }
        std::vector<CommandOutcome> outcomes;
        auto& rows = source_.outcomes;
        const Reading until_done(rows);
        rows.bind(1, next_outcome_);
        rows.bind(2, std::min(extent_.last_outcome, next_outcome_ + rows_copied_at_once - 1));
        std::size_t bytes = 0;
        while (bytes < bytes_at_once && rows.step()) {
            const auto row = OutcomeRow::of(rows);
            if (row.number != next_outcome_) throw damaged("command outcome", next_outcome_, "it is missing");
            if (!row.intact(rows, scratch_))
                throw damaged("command outcome", next_outcome_, "its checksum does not match");
            outcomes.push_back(row.outcome());
            bytes += row.payload.size();
            ++next_outcome_;
        }
        if (outcomes.empty()) throw damaged("command outcome", next_outcome_, "it is missing");
        return outcomes;
    }

    void fix_end() {
        const auto now = source_.extent();
        extent_.head = now.head;
        extent_.last_outcome = now.last_outcome;
        moved_ = true;
    }

    static std::uint64_t size_of(const RecordedEvent& event) {
        return event.data.msgpack.size() + event.stream.size() + event.type.size() + event.command_id.size() +
               event.correlation_id.size() + 100;
    }

    void done(std::uint64_t rows, std::uint64_t bytes) {
        rows_ += rows;
        unsynced_ += bytes;
        if (unsynced_ >= options_.sync_bytes) {
            target_.sync();
            unsynced_ = 0;
        }
        if (options_.progress) {
            const auto left = (extent_.head + 1 - next_event_) + (extent_.last_outcome + 1 - next_outcome_);
            options_.progress(rows_, rows_ + left);
        }
        throttle_.copied(bytes);
    }

    const BackupOptions options_;
    const std::filesystem::path path_;
    const std::optional<SyncedHead> known_;
    ReadableStore source_;
    NewStoreFile target_;
    Throttle throttle_;
    StoreExtent extent_;
    Position next_event_ = 1;
    OutcomeNumber next_outcome_ = 1;
    bool moved_ = false;
    std::uint64_t rows_ = 0;
    std::uint64_t unsynced_ = 0;
    std::string scratch_;
};

Backup::Backup(BackupOptions options) : copying_(std::make_unique<Copying>(std::move(options))) {}

Backup::~Backup() = default;

void Backup::copy() { copying_->copy(); }

const StoreExtent& Backup::extent() const { return copying_->extent(); }

CheckedStore Backup::check() const { return copying_->check(); }

void Backup::publish() { copying_->publish(); }

}  // namespace hf::sqlite
