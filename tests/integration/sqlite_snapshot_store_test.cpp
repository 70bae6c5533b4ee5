#include "adapters/sqlite/sqlite_snapshot_store.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "adapters/sqlite/connection.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

using testing::TemporaryDirectory;

SnapshotItem item(Category category, Ordinal ordinal, Position changed_at, std::string data = "data") {
    return {category, ordinal, fmt::format("{}-{}", name_of(category), ordinal), changed_at, false, {std::move(data)}};
}

SnapshotHead head_at(Position position) {
    return {"store-1", 1, position, {1, 2, 3, 4}, {5, 6, 7, 8}, "the last event"};
}

class SqliteSnapshotStoreTest : public ::testing::Test {
protected:
    void write(Position position, const std::vector<SnapshotItem>& items) {
        auto writing = store->begin();
        for (const auto& each : items) writing->put(each);
        writing->commit(head_at(position));
    }
    void reopen() {
        store.reset();
        store.emplace(path);
    }
    [[nodiscard]] std::vector<SnapshotItem> all() const {
        std::vector<SnapshotItem> found;
        for (std::size_t i = 0; i < category_count; ++i)
            for (auto& each : store->items(static_cast<Category>(i), 0, 100)) found.push_back(std::move(each));
        return found;
    }

    TemporaryDirectory directory;
    std::string path = directory.file("events.db.snapshot");
    std::optional<SqliteSnapshotStore> store{std::in_place, path};
};

TEST_F(SqliteSnapshotStoreTest, BeginsWithNothing) {
    EXPECT_EQ(store->head(), std::nullopt);
    EXPECT_TRUE(all().empty());
    EXPECT_FALSE(store->changed_after({}, 10, 1000).head);
}

TEST_F(SqliteSnapshotStoreTest, KeepsWhatWasCommitted) {
    auto gone = item(Category::template_, 3, 4);
    gone.gone = true;
    const std::vector<SnapshotItem> items{gone, item(Category::request, 0, 9), item(Category::request, 1, 2)};
    write(9, items);
    reopen();
    EXPECT_EQ(store->head(), head_at(9));
    EXPECT_EQ(all(), items);
    EXPECT_EQ(store->items(Category::request, 1, 10), std::vector{items[2]});
    EXPECT_EQ(store->items(Category::request, 0, 1), std::vector{items[1]});
}

TEST_F(SqliteSnapshotStoreTest, ReplacesWhatHasChanged) {
    write(2, {item(Category::request, 0, 1), item(Category::request, 1, 2)});
    write(5, {item(Category::request, 0, 5, "other data")});
    EXPECT_EQ(store->head(), head_at(5));
    EXPECT_EQ(all(), (std::vector{item(Category::request, 0, 5, "other data"), item(Category::request, 1, 2)}));
}

TEST_F(SqliteSnapshotStoreTest, ForgetsWhatWasNotCommitted) {
    write(2, {item(Category::request, 0, 1)});
    store->begin()->put(item(Category::request, 0, 7));
    EXPECT_EQ(all(), std::vector{item(Category::request, 0, 1)});
    reopen();
    EXPECT_EQ(store->head(), head_at(2));
    EXPECT_EQ(all(), std::vector{item(Category::request, 0, 1)});
}

TEST_F(SqliteSnapshotStoreTest, HasNoHeadUntilTheFirstIsWhole) {
    {
        auto writing = store->begin();
        for (Ordinal i = 0; i < 45'000; ++i) writing->put(item(Category::machine, i, i));
        EXPECT_EQ(store->head(), std::nullopt);
    }
    reopen();
    EXPECT_EQ(store->head(), std::nullopt);
    store->clear();
    EXPECT_TRUE(all().empty());
}

TEST_F(SqliteSnapshotStoreTest, PagesInTheOrderOfChanges) {
    write(9, {item(Category::request, 0, 9), item(Category::request, 1, 2), item(Category::machine, 0, 2)});
    auto page = store->changed_after({}, 2, 1000);
    EXPECT_EQ(page.head, head_at(9));
    EXPECT_TRUE(page.has_more);
    EXPECT_EQ(page.items, (std::vector{item(Category::request, 1, 2), item(Category::machine, 0, 2)}));
    // An item that changes between two pages comes again, in its new place.
    write(12, {item(Category::request, 1, 11)});
    page = store->changed_after(page.items.back().cursor(), 10, 1000);
    EXPECT_EQ(page.head, head_at(12));
    EXPECT_FALSE(page.has_more);
    EXPECT_EQ(page.items, (std::vector{item(Category::request, 0, 9), item(Category::request, 1, 11)}));
}

TEST_F(SqliteSnapshotStoreTest, PagesAreBoundedInBytes) {
    write(3, {item(Category::request, 0, 1), item(Category::request, 1, 2), item(Category::request, 2, 3)});
    const auto page = store->changed_after({}, 10, 5);
    EXPECT_EQ(page.items.size(), 2U);
    EXPECT_TRUE(page.has_more);
}

TEST_F(SqliteSnapshotStoreTest, IsBegunAgainWhereTheFileIsNone) {
    store.reset();
    std::ofstream(path) << "this was no snapshot, however it came here";
    store.emplace(path);
    EXPECT_EQ(store->head(), std::nullopt);
    write(1, {item(Category::request, 0, 1)});
    EXPECT_EQ(all().size(), 1U);
}

TEST_F(SqliteSnapshotStoreTest, NamesWhatIsDamaged) {
    write(1, {item(Category::request, 0, 1)});
    sqlite::Connection(path, {}).execute("UPDATE items SET data = x'00'");
    try {
        static_cast<void>(all());
        FAIL() << "it was read";
    } catch (const SnapshotError& error) {
        EXPECT_STREQ(error.what(), "request number 0 is damaged in the snapshot");
    }
}

}  // namespace
}  // namespace hf
