// P10: a store that any release has written opens today, and comes to what it came to then.
// tests/stores has one folder for each: hostfactory.db as that release left it, and state.txt,
// what its queries then answered. CONTRIBUTING.md says when another is added.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "adapters/sqlite/sqlite_event_store.hpp"
#include "tests/support/places.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/text.hpp"

namespace hf::testing {
namespace {

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
}

template <class Aggregates>
void add_lines(const Aggregates& aggregates, std::string& text) {
    std::set<std::string> lines;
    for (const auto& aggregate : aggregates) lines.insert(text_of(aggregate));
    for (const auto& line : lines) text += line + "\n";
}

std::string shown(const State& state) {
    std::string text;
    add_lines(state.providers(), text);
    add_lines(state.templates(), text);
    add_lines(state.requests(), text);
    add_lines(state.machines(), text);
    return text;
}

TEST(P10OldStores, OpenAndComeToWhatTheyCameTo) {
    std::size_t releases = 0;
    for (const auto& release : std::filesystem::directory_iterator(source("tests/stores"))) {
        SCOPED_TRACE(release.path().filename().string());
        const TemporaryDirectory directory;
        // Opening writes beside it, and a new event may come.
        std::filesystem::copy_file(release.path() / "hostfactory.db", directory.file("hostfactory.db"));
        const SqliteEventStore store({.path = directory.file("hostfactory.db")});
        const MsgpackCodec codec;
        State state;
        std::set<std::string> types;
        for (const auto& record : store.read(0, 1'000'000, 1U << 30)) {
            types.insert(record.type);
            ASSERT_NO_THROW(state.apply(restore(record, codec))) << "position " << record.position;
        }
        EXPECT_GE(types.size(), 20U);
        EXPECT_EQ(shown(state), contents(release.path() / "state.txt"));
        ++releases;
    }
    EXPECT_GE(releases, 2U);
}

}  // namespace
}  // namespace hf::testing
