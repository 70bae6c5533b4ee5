// Old events go into the archive, and no subscriber misses them without noticing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/site_view.hpp"
#include "client/snapshot.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;

class RetentionTest : public ::testing::Test {
protected:
    // Makes enough events that all but the last few are archived.
    void grow() {
        ASSERT_TRUE(client.command(template_called("small")));
        for (int i = 0; i < 12; ++i)
            ASSERT_EQ(end_of(client, request_machines(client, "small", 1)), RequestStatus::complete);
        return_everything(client);
        ASSERT_TRUE(eventually([&] {
            const auto refused = client.query(ReadEvents{});
            return !refused && refused.error().error.code == Code::invalid_state;
        }));
    }
    std::vector<std::string> answers() {
        std::vector<std::string> bytes;
        for (const auto* type : {"ListRequests", "ListMachines", "ListTemplates", "ListProviders"}) {
            const auto reply = client.query(type, Encoded{"\x80"});
            EXPECT_TRUE(reply);
            bytes.push_back(reply ? reply->result.msgpack : "");
        }
        return bytes;
    }

    RunningDaemon daemon{{.store = "snapshot_events: 20, retention: {events: 30, segment_events: 10}"}};
    Client client = daemon.client();
};

TEST_F(RetentionTest, EventsThatAreArchivedAreRefusedWithTheFirstThatIsThere) {
    grow();
    const auto refused = client.query(ReadEvents{});
    ASSERT_FALSE(refused);
    const auto& error = refused.error().error;
    EXPECT_EQ(error.field, "after");
    EXPECT_THAT(error.message,
                HasSubstr("are in the archive " + (daemon.directory() / "hostfactory.db.archive").string()));
    const auto first = error.details.at("first_position").as_integer().value();
    const auto rest = client.query(ReadEvents{.after = static_cast<Position>(first - 1)});
    ASSERT_TRUE(rest) << rest.error().error.message;
    EXPECT_EQ(rest->result.events.front().position, static_cast<Position>(first));
}

TEST_F(RetentionTest, AHistoryEndsWhereTheArchiveBegins) {
    grow();
    GetHistory query;
    query.stream = "small";
    const auto history = client.query(query);
    ASSERT_TRUE(history) << history.error().error.message;
    EXPECT_TRUE(history->result.items.empty());
}

TEST_F(RetentionTest, ALateViewBeginsWithASnapshot) {
    grow();
    Subscriber from_the_start(daemon.endpoints());
    tl::expected<std::optional<RecordedEvent>, CallFailure> event;
    ASSERT_TRUE(eventually([&] { return !(event = from_the_start.next(100ms)); }));
    EXPECT_EQ(event.error().error.code, Code::invalid_state);

    const auto head = client.query(GetStatus{})->position;
    std::size_t requests = 0;
    EXPECT_TRUE(eventually([&] {
        auto snapshot = read_snapshot(client);
        if (!snapshot) return false;
        SiteView view(SiteFold(std::move(snapshot->state)), snapshot->position, snapshot->store_id);
        Subscriber subscriber(daemon.endpoints(), view.subscription());
        while (view.position() < head)
            if (view.follow(subscriber, 100ms)) return false;  // retention has gone past it: begin with the next one
        requests = view.state().requests().size();
        return true;
    }));
    EXPECT_EQ(requests, client.query(ListRequests{})->result.total);
}

// P9 holds with an archive.
TEST_F(RetentionTest, AStartWithoutASnapshotReadsTheArchive) {
    grow();
    const auto before = answers();
    const auto store = (daemon.directory() / "hostfactory.db").string();
    EXPECT_EQ(daemon.stop(), 0);
    ASSERT_TRUE(std::filesystem::remove(store + ".snapshot"));
    daemon.start();
    EXPECT_EQ(answers(), before);

    EXPECT_EQ(daemon.stop(), 0);
    ASSERT_TRUE(std::filesystem::remove(store + ".snapshot"));
    std::filesystem::rename(store + ".archive", store + ".elsewhere");
    daemon.spawn();
    EXPECT_EQ(daemon.wait(), 1);
    EXPECT_THAT(daemon.log(), HasSubstr("are neither in the store nor in the archive"));
    std::filesystem::rename(store + ".elsewhere", store + ".archive");
    daemon.start();
    EXPECT_EQ(answers(), before);
}

}  // namespace
}  // namespace hf::system_test
