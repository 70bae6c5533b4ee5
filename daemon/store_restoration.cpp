#include "daemon/store_restoration.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "adapters/archive/archive_copy.hpp"
#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/sqlite/restoration.hpp"
#include "daemon/store_verification.hpp"

namespace hf {
namespace {

bool is_there(const std::filesystem::path& path) {
    std::error_code none;
    return std::filesystem::exists(path, none);
}

// The restored store would stumble over the files of another one.
bool belongs_to(const std::string& store_id, const std::filesystem::path& archive, const Codec& codec) {
    try {
        ZstdEventArchive(archive, store_id, codec).read(~Position{0}, [](const RecordedEvent&) {});
        return true;
    } catch (const ArchiveError&) {
        return false;
    }
}

struct statx facts_of(const std::filesystem::path& path) {
    struct statx facts {};
    if (::statx(AT_FDCWD, path.c_str(), 0, STATX_BASIC_STATS | STATX_MNT_ID, &facts) != 0)
        throw ArchiveError(fmt::format("{}: look: {}", path.string(), std::system_category().message(errno)));
    return facts;
}

// Whether what is on one can be renamed to the other: neither between devices, nor between two mounts of one.
bool are_on_one_mount(const std::filesystem::path& one, const std::filesystem::path& other) {
    const auto a = facts_of(one);
    const auto b = facts_of(other);
    return a.stx_dev_major == b.stx_dev_major && a.stx_dev_minor == b.stx_dev_minor && a.stx_mnt_id == b.stx_mnt_id;
}

class ArchiveOfRestoredStore {
public:
    ArchiveOfRestoredStore(const std::filesystem::path& backup, std::filesystem::path place, const Codec& codec)
        : from_(archive_of(backup)), place_(std::move(place)), codec_(codec) {}

    // Nothing where a start will find all events.
    [[nodiscard]] std::optional<std::string> gap(const sqlite::CheckedStore& store) const {
        if (store.extent.first == 1 && !is_there(from_)) return std::nullopt;
        return gap_in_archive(is_there(from_) ? from_ : place_, store.id, store.extent.first, codec_);
    }

    // Asked before anything is moved beside the store.
    void must_be_movable(const sqlite::CheckedStore& store, const std::filesystem::path& beside) const {
        const bool all = goes_as_a_whole(store);
        if (!all && !has_later_files(store)) return;
        // A link to a directory goes as a link.
        const auto from =
            all && std::filesystem::is_symlink(place_) ? std::filesystem::absolute(place_).parent_path() : place_;
        if (are_on_one_mount(from, beside)) return;
        throw ArchiveError(fmt::format(
            "{} is on another file system than {}, or a mount of its own, so its files can't be moved aside: move {} "
            "away first",
            place_.string(), beside.string(),
            all ? "all of them" : fmt::format("those with events after {}", store.extent.head)));
    }

    void put_in_place(const sqlite::CheckedStore& store, sqlite::Restoration& restoration) const {
        const auto until = store.extent.head;
        if (goes_as_a_whole(store))
            move_all(restoration.aside() / place_.filename());
        else if (has_later_files(store))
            archive::move_later_files(place_, restoration.aside() / place_.filename(), until);
        if (is_there(from_)) archive::copy_archive(from_, place_, until);
    }

private:
    // An empty one stays: a mount point can't be moved, only what is in it.
    [[nodiscard]] bool goes_as_a_whole(const sqlite::CheckedStore& store) const {
        return is_there(place_) && archive::has_later_files(place_, 0) &&
               (is_there(from_) || !belongs_to(store.id, place_, codec_));
    }
    [[nodiscard]] bool has_later_files(const sqlite::CheckedStore& store) const {
        return is_there(place_) && archive::has_later_files(place_, store.extent.head);
    }
    void move_all(const std::filesystem::path& to) const {
        if (std::rename(place_.c_str(), to.c_str()) != 0)
            throw ArchiveError(fmt::format("{}: move: {}", place_.string(), std::system_category().message(errno)));
    }

    const std::filesystem::path from_;
    const std::filesystem::path place_;
    const Codec& codec_;
};

}  // namespace

RestoredStore restore_store(const std::filesystem::path& backup, const StoreSettings& settings,
                            const RestoreOptions& options, const Codec& codec) {
    sqlite::Restoration restoration(
        {.backup = backup, .store = settings.path, .move_aside = options.move_aside, .step = options.step});
    const ArchiveOfRestoredStore archive(backup, settings.archive_path(), codec);
    RestoredStore restored{restoration.copy(checks_of_contents(codec)), {}};
    auto& checked = restored.checked;
    if (!checked.whole()) return restored;
    if (const auto gap = archive.gap(checked)) {
        checked.damages.push_back({sqlite::FoundDamage::Part::archive, 0, 0, *gap});
        return restored;
    }
    archive.must_be_movable(checked, restoration.store().parent_path());
    restoration.clear_place();
    archive.put_in_place(checked, restoration);
    restoration.put_in_place();
    if (restoration.has_moved_anything()) restored.aside = restoration.aside().string();
    return restored;
}

}  // namespace hf
