// All events leave a store as lines of JSON, and come back as the same rows; what was pruned comes from the archive,
// with which a backup is restored, too.
#include "daemon/event_transfer.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <sstream>

#include "adapters/archive/archive_copy.hpp"
#include "adapters/archive/zstd_event_archive.hpp"
#include "adapters/json/json_text.hpp"
#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/backup.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "daemon/store_restoration.hpp"
#include "daemon/store_verification.hpp"
#include "tests/contract/store_samples.hpp"
#include "tests/support/directory_in_memory.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class StoreOfEvents : public ::testing::Test {
protected:
    StoreOfEvents() {
        std::filesystem::copy_file(source("tests/stores/0.1.0/hostfactory.db"), path);
        SqliteEventStore store(of(path));
        events = store.read(0, unlimited, unlimited);
    }
    static SqliteEventStore::Options of(const std::filesystem::path& store) {
        return {.path = store, .log_bytes = 1U << 16};
    }
    static std::filesystem::path archive_of(const std::filesystem::path& store) { return store.string() + ".archive"; }

    // Moves the first of them into the archive, a file for each ten.
    void archive(Position through) {
        SqliteEventStore store(of(path));
        ZstdEventArchive archive(archive_of(path), store.id(), codec);
        for (Position first = 1; first <= through; first += 10) {
            const auto last = std::min(first + 9, through);
            const auto writing = archive.begin(first, last);
            for (auto position = first; position <= last; ++position) writing->put(events.at(position - 1));
            writing->finish();
        }
        store.prune(through);
    }
    void back_up() const {
        sqlite::Backup backup({.store = path, .file = file, .bytes_per_second = 0, .progress = {}});
        backup.copy();
        archive::copy_archive(archive_of(path), archive_of(file), backup.extent().head);
        backup.publish();
    }
    [[nodiscard]] std::string exported() const {
        std::ostringstream out;
        export_events(path, out, codec);
        return out.str();
    }
    [[nodiscard]] std::string refusal_of(const std::string& text) const {
        std::istringstream in(text);
        try {
            import_events(in, file, codec);
            return {};
        } catch (const std::exception& error) {
            EXPECT_FALSE(std::filesystem::exists(file));
            return error.what();
        }
    }
    static std::vector<std::string> lines_of(const std::string& text) {
        std::vector<std::string> lines;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        return lines;
    }
    static std::string joined(const std::vector<std::string>& lines) {
        std::string text;
        for (const auto& line : lines) text += line + '\n';
        return text;
    }

    MsgpackCodec codec;
    TemporaryDirectory directory{directory_in_memory()};
    std::filesystem::path path = directory / "events.db";
    std::filesystem::path file = directory / "other.db";
    std::vector<RecordedEvent> events;
};

class EventTransfer : public StoreOfEvents {};

TEST_F(EventTransfer, BringsBackTheSameRows) {
    const auto text = exported();
    const auto lines = lines_of(text);
    ASSERT_EQ(lines.size(), events.size() + 1);
    const auto first = value_of_json(lines[1]);
    ASSERT_TRUE(first) << first.error();
    EXPECT_EQ(*text_at(*first, {"type"}), events[0].type);
    EXPECT_EQ(*text_at(*first, {"stream"}), events[0].stream);
    EXPECT_EQ(refusal_of(text), "");
    EXPECT_THAT(verified_store(file, codec).damages, IsEmpty());
    const SqliteEventStore store(of(file));
    EXPECT_EQ(store.read(0, unlimited, unlimited), events);
    EXPECT_EQ(store.id(), SqliteEventStore(of(path)).id());
    EXPECT_EQ(store.last_outcome(), 0U);
}

TEST_F(EventTransfer, TakesPrunedEventsFromTheArchive) {
    const auto all = exported();
    archive(25);
    EXPECT_EQ(exported(), all);
    std::filesystem::remove_all(archive_of(path));
    EXPECT_THROW(static_cast<void>(exported()), std::runtime_error);
}

TEST_F(EventTransfer, RefusesWhatIsNotWhole) {
    const auto text = exported();
    const auto lines = lines_of(text);
    const auto changed = [&](auto change) {
        auto copy = lines;
        change(copy);
        return joined(copy);
    };
    EXPECT_THAT(refusal_of(""), HasSubstr("there is nothing to import"));
    EXPECT_THAT(refusal_of("Dear Sir\n"), HasSubstr("line 1"));
    EXPECT_THAT(refusal_of(changed([](auto& all) { all.erase(all.begin() + 4); })),
                HasSubstr("line 5: event 5 is out"));
    EXPECT_THAT(refusal_of(changed([](auto& all) { std::swap(all[3], all[4]); })), HasSubstr("line 4: event 4 is out"));
    EXPECT_THAT(refusal_of(changed([](auto& all) { all.pop_back(); })), HasSubstr("should end at"));
    EXPECT_THAT(refusal_of(changed([](auto& all) { all.erase(all.begin()); })), HasSubstr("whose events follow"));
    EXPECT_THAT(refusal_of(text.substr(0, text.size() - 3)), HasSubstr("cut off"));
    EXPECT_THAT(refusal_of(changed([](auto& all) {
                    const auto at = all[2].find("\"checksum\"");
                    all[2].replace(at + 13, 1, all[2][at + 13] == 'a' ? "b" : "a");
                })),
                HasSubstr("line 3: event 2 is not as it was exported"));
    for (const auto* line :
         {"[]", "7", "{}", R"({"checksum":{"data":[1]}})", R"({"data":1,"data":2})", "{\"position\":-1}"})
        EXPECT_THAT(refusal_of(changed([&](auto& all) { all[2] = line; })), HasSubstr("line 3: ")) << line;
    EXPECT_EQ(refusal_of(text), "");
}

class RestoredWithArchive : public StoreOfEvents {
protected:
    [[nodiscard]] StoreSettings settings() const { return {.path = place, .retention = {}}; }
    [[nodiscard]] std::vector<std::string> files_in(const std::filesystem::path& archive) const {
        std::vector<std::string> names;
        if (std::filesystem::exists(archive))
            for (const auto& entry : std::filesystem::directory_iterator(archive))
                names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        return names;
    }
    std::string place = (directory / "restored" / "events.db").string();
};

TEST_F(RestoredWithArchive, HasAllEventsOfBoth) {
    archive(25);
    back_up();
    EXPECT_EQ(files_in(archive_of(file)).size(), 3U);
    EXPECT_THAT(verified_store(file, codec).damages, IsEmpty());
    EXPECT_TRUE(restore_store(file, settings(), {}, codec).checked.whole());
    EXPECT_EQ(files_in(archive_of(place)), files_in(archive_of(path)));
    path = place;
    EXPECT_EQ(lines_of(exported()).size(), events.size() + 1);
}

TEST_F(RestoredWithArchive, IsFoundWhereLinksLead) {
    archive(25);
    back_up();
    const auto stored = path;
    path = directory / "link.db";
    std::filesystem::create_symlink(stored, path);
    EXPECT_THAT(verified_store(path, codec).damages, IsEmpty());
    EXPECT_EQ(lines_of(exported()).size(), events.size() + 1);
    const auto newest = directory / "newest.db";
    std::filesystem::create_symlink(file, newest);
    EXPECT_TRUE(restore_store(newest, settings(), {}, codec).checked.whole());
    EXPECT_EQ(files_in(archive_of(place)).size(), 3U);
}

TEST_F(RestoredWithArchive, IsRefusedWithoutTheArchive) {
    archive(25);
    back_up();
    std::filesystem::remove_all(archive_of(file));
    const auto refused = restore_store(file, settings(), {}, codec);
    ASSERT_FALSE(refused.checked.whole());
    EXPECT_THAT(in_words(refused.checked.damages.front()), HasSubstr("lacks the events 1 to 25"));
    EXPECT_FALSE(std::filesystem::exists(place));
    const auto checked = verified_store(file, codec);
    ASSERT_FALSE(checked.whole());
    EXPECT_THAT(in_words(checked.damages.front()), HasSubstr("the archive: "));
}

// As after a restoration: other events have the numbers of those that an earlier backup has.
TEST_F(RestoredWithArchive, ABackupsArchiveIsOfOneHistory) {
    archive(25);
    back_up();
    const auto files = files_in(archive_of(file));
    const auto other = [&](const std::filesystem::path& store, Position first, Position last) {
        ZstdEventArchive(archive_of(store), SqliteEventStore(of(path)).id(), codec).begin(first, last)->finish();
    };
    const auto refusal = [&] {
        try {
            back_up();
            return std::string{};
        } catch (const ArchiveError& error) {
            return std::string(error.what());
        }
    };
    std::filesystem::remove(file);
    EXPECT_EQ(refusal(), "") << "the same history";
    std::filesystem::remove(file);
    other(file, 26, 30);
    EXPECT_THAT(refusal(), HasSubstr("has the events 26 to 30, and is no copy"));
    other(path, 26, 30);
    EXPECT_EQ(refusal(), "") << "the same file";
    std::filesystem::remove(file);
    other(path, 1, 10);
    EXPECT_THAT(refusal(), HasSubstr("has the events 1 to 10, and is no copy"));
    std::filesystem::remove(archive_of(path) / files.front());
    EXPECT_EQ(refusal(), "") << "the oldest may have been taken out of the archive";
}

TEST_F(RestoredWithArchive, ADamagedArchiveIsFound) {
    archive(25);
    back_up();
    const auto segment = archive_of(file) / files_in(archive_of(file)).front();
    std::filesystem::resize_file(segment, std::filesystem::file_size(segment) - 4);
    EXPECT_FALSE(verified_store(file, codec).whole());
}

// Where the machine has a file system in memory, as nearly all have.
class RestoredBesideFarArchive : public RestoredWithArchive {
protected:
    RestoredBesideFarArchive() {
        back_up();
        std::filesystem::create_directory(std::filesystem::path(place).parent_path());
        std::filesystem::copy_file(path, place);
    }
    // The archive of the store that is in the place has a file that the backup's does not.
    void restoration_is_refused(const std::filesystem::path& archive, const StoreSettings& settings) {
        if (!is_far(elsewhere.path())) return;
        const auto next = events.size() + 1;
        ZstdEventArchive(archive, SqliteEventStore(of(path)).id(), codec).begin(next, next + 1)->finish();
        EXPECT_THROW(restore_store(file, settings, {.move_aside = true}, codec), ArchiveError);
        EXPECT_TRUE(std::filesystem::exists(place)) << "the old store stays";
    }
    [[nodiscard]] bool is_far(const std::filesystem::path& other) const {
        struct stat here {};
        struct stat there {};
        EXPECT_EQ(::stat(directory.path().c_str(), &here) + ::stat(other.c_str(), &there), 0);
        return here.st_dev != there.st_dev;
    }
    const TemporaryDirectory elsewhere;
};

TEST_F(RestoredBesideFarArchive, IsRefusedBeforeAnythingIsMoved) {
    std::filesystem::create_directory_symlink(elsewhere.path(), archive_of(place));
    restoration_is_refused(archive_of(place), settings());
}

// As earlier versions made it, beside the link.
TEST_F(RestoredBesideFarArchive, IsRefusedWhereALinkLeadsAwayFromTheArchive) {
    const auto link = elsewhere / "link.db";
    std::filesystem::create_symlink(place, link);
    restoration_is_refused(archive_of(link), {.path = link.string(), .retention = {}});
}

// An administrator has moved the files away, and the directory may be a mount point, which stays.
TEST_F(RestoredWithArchive, TakesAnEmptyArchiveAsItIs) {
    archive(25);
    back_up();
    std::filesystem::create_directories(archive_of(place));
    std::filesystem::copy_file(path, place);
    const auto restored = restore_store(file, settings(), {.move_aside = true}, codec);
    ASSERT_TRUE(restored.checked.whole());
    EXPECT_EQ(files_in(archive_of(place)).size(), 3U);
    EXPECT_FALSE(std::filesystem::exists(std::filesystem::path(restored.aside) / "events.db.archive"));
}

// Events that the restored store numbers anew must not stand in its archive already.
TEST_F(RestoredWithArchive, LaterFilesOfTheOldArchiveGoAside) {
    back_up();
    std::filesystem::create_directory(std::filesystem::path(place).parent_path());
    std::filesystem::copy_file(path, place);
    const auto next = events.size() + 1;
    const auto archive_of_old = archive_of(place);
    for (const Position first : {Position{1}, Position{next}}) {
        const auto writing =
            ZstdEventArchive(archive_of_old, SqliteEventStore(of(path)).id(), codec).begin(first, first + 1);
        writing->finish();
    }
    const auto restored = restore_store(file, settings(), {.move_aside = true}, codec);
    ASSERT_TRUE(restored.checked.whole());
    EXPECT_EQ(files_in(archive_of_old).size(), 1U);
    EXPECT_EQ(files_in(std::filesystem::path(restored.aside) / "events.db.archive").size(), 1U);
}

}  // namespace
}  // namespace hf::testing
