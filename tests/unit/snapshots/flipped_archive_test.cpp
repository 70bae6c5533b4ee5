// P11: a start that reads the archive, since there is no snapshot, comes to what was archived, or says what is wrong:
// whichever byte of a segment is flipped, wherever one is cut, whichever is missing or stands in another's place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "adapters/archive/zstd_event_archive.hpp"
#include "core/snapshots/recovery.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/scenario.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::size_t every_event = std::numeric_limits<std::size_t>::max();

class FlippedArchive : public ::testing::Test {
protected:
    FlippedArchive() {
        Events requests;
        for (int i = 0; i < 1000; ++i) requests.push_back(request_created(fmt::format("req-{}", i), 1));
        const auto site = given_small(std::move(requests));
        expected = text_of(site.state());
        events = site.store().read(0, every_event, every_event);
        store.append(events, {});
        // Two small ones, and one of several of zstd's blocks, which are unpacked before the checksum is known.
        Position first = 1;
        for (const Position last : {30UL, 60UL, events.size() - 5}) {
            write(first, last);
            segments.push_back(path_of(first, last));
            first = last + 1;
        }
        store.prune(first - 1);
        for (const auto& segment : segments) whole.push_back(bytes_in(segment));
    }
    void write(Position first, Position last) {
        const auto writing = archive.begin(first, last);
        for (auto position = first; position <= last; ++position) writing->put(events[position - 1]);
        writing->finish();
    }
    [[nodiscard]] std::filesystem::path path_of(Position first, Position last) const {
        return directory / fmt::format("events-{:020}-{:020}.msgpack.zst", first, last);
    }
    static std::string bytes_in(const std::filesystem::path& file) {
        std::ifstream stream(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    static void put(const std::filesystem::path& file, const std::string& bytes) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    }
    // What a start says; nothing where it comes to all that was archived.
    std::string told() {
        try {
            const auto recovered = recover({}, store, archive, codec, 9, std::launch::deferred);
            return text_of(recovered.state) == expected ? "" : "CHANGED IN SILENCE";
        } catch (const std::runtime_error& problem) {
            return problem.what();
        }
    }
    std::string told_with(std::size_t segment, const std::string& bytes) {
        put(segments[segment], bytes);
        auto words = told();
        put(segments[segment], whole[segment]);
        return words;
    }

    const TemporaryDirectory directory;
    MsgpackCodec codec;
    InMemoryEventStore store;
    ZstdEventArchive archive{directory.path(), store.id(), codec};
    std::vector<RecordedEvent> events;
    std::vector<std::filesystem::path> segments;
    std::vector<std::string> whole;
    std::string expected;
};

TEST_F(FlippedArchive, AFlippedByteIsToldOrHarmless) {
    ASSERT_EQ(told(), "");
    ASSERT_GT(whole[2].size(), 5'000U);
    std::mt19937 random(15);
    int told_of = 0;
    for (int i = 0; i < 240; ++i) {
        const auto segment = i % 6 == 0 ? 2U : random() % 2;
        auto bytes = whole[segment];
        const auto at = i % 3 == 0 ? random() % 64 : random() % bytes.size();
        bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << random() % 8));
        const auto words = told_with(segment, bytes);
        EXPECT_NE(words, "CHANGED IN SILENCE") << segments[segment] << ", byte " << at;
        told_of += words.empty() ? 0 : 1;
    }
    EXPECT_GT(told_of, 200);
}

TEST_F(FlippedArchive, ACutSegmentIsToldWithItsName) {
    std::mt19937 random(16);
    for (int i = 0; i < 60; ++i) {
        const auto segment = i % 6 == 0 ? 2U : random() % 2;
        const auto size = i < 3 ? static_cast<std::size_t>(i) : random() % whole[segment].size();
        EXPECT_THAT(told_with(segment, whole[segment].substr(0, size)), HasSubstr(segments[segment].string()))
            << "cut at " << size;
    }
}

TEST_F(FlippedArchive, AMissingSegmentIsToldWithItsEvents) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        std::filesystem::remove(segments[i]);
        const auto first = std::stoull(segments[i].filename().string().substr(7, 20));
        EXPECT_THAT(told(), AllOf(HasSubstr(fmt::format("the events {} to", first)),
                                  HasSubstr("are neither in the store nor in the archive")));
        put(segments[i], whole[i]);
    }
}

// What a segment holds is read of it, and not of its name.
TEST_F(FlippedArchive, AnotherSegmentInItsPlaceIsToldOrHarmless) {
    for (std::size_t i = 0; i < segments.size(); ++i)
        for (std::size_t other = 0; other < segments.size(); ++other)
            EXPECT_THAT(told_with(i, whole[other]),
                        i == other ? HasSubstr("") : HasSubstr("are neither in the store nor in the archive"))
                << other << " in the place of " << i;
}

// As after a crash between archiving and pruning, or when an older archive was put back beside the newer one.
TEST_F(FlippedArchive, AnOlderSegmentBesideItIsHarmless) {
    write(1, 20);
    write(31, 45);
    EXPECT_EQ(told(), "");
}

TEST_F(FlippedArchive, ASegmentOfAnotherStoreIsTold) {
    for (const auto& segment : segments) std::filesystem::remove(segment);
    ZstdEventArchive(directory.path(), "another store", codec).begin(1, 2)->finish();
    EXPECT_THAT(told(), HasSubstr("belongs to another store"));
}

}  // namespace
}  // namespace hf::testing
