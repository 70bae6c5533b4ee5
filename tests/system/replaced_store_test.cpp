// A subscriber whose daemon gets another store reports that, and hands over no event of the other store.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/subscriber.hpp"
#include "tests/system/support/accepted_loss.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ReplacedStore : public ::testing::Test {
protected:
    void make_templates(int count) {
        auto client = daemon_.client();
        for (int i = 0; i < count; ++i) ASSERT_TRUE(client.command(template_called(fmt::format("t{}", ++made_))));
    }
    Position head() { return daemon_.client().query(GetStatus{})->position; }
    void catch_up(Subscriber& subscriber) {
        const auto until = head();
        ASSERT_TRUE(eventually([&] {
            const auto event = subscriber.next(20ms);
            EXPECT_TRUE(event) << event.error().error.message;
            return !event || (subscriber.live() && subscriber.position() == until);
        }));
    }
    static Error failure_of(Subscriber& subscriber) {
        Error error;
        EXPECT_TRUE(eventually([&] {
            const auto event = subscriber.next(20ms);
            if (event) {
                EXPECT_FALSE(*event) << "event " << (*event)->position << " belongs to another store";
                return false;
            }
            error = event.error().error;
            return true;
        }));
        return error;
    }
    void move_store(const fs::path& to) {
        fs::create_directory(to);
        for (const auto* end : {"", "-wal", "-shm", ".head"})
            if (fs::exists(store_.string() + end))
                fs::rename(store_.string() + end, to / ("hostfactory.db" + std::string(end)));
    }

    RunningDaemon daemon_{{.settings = "log: {level: warn}"}};
    fs::path store_ = daemon_.directory() / "hostfactory.db";
    int made_ = 0;
};

TEST_F(ReplacedStore, AnotherOneIsRefusedAlsoWhereItsNumbersWouldFollow) {
    make_templates(3);
    Subscriber subscriber(daemon_.endpoints());
    catch_up(subscriber);
    const auto position = subscriber.position();
    const auto store_id = subscriber.store_id();
    EXPECT_EQ(daemon_.stop(), 0);
    move_store(daemon_.directory() / "first");
    daemon_.start();
    make_templates(5);
    ASSERT_GT(head(), position);
    const auto error = failure_of(subscriber);
    EXPECT_EQ(error.code, Code::conflict);
    EXPECT_THAT(error.message, HasSubstr(store_id));
    EXPECT_EQ(subscriber.position(), position);
    Subscriber later(daemon_.endpoints(), {.after = position, .store_id = store_id});
    EXPECT_EQ(failure_of(later).code, Code::conflict);
    Subscriber anew(daemon_.endpoints());
    catch_up(anew);
    EXPECT_NE(anew.store_id(), store_id);
}

TEST_F(ReplacedStore, ABackupThatEndsBeforeThePositionIsRefused) {
    make_templates(2);
    EXPECT_EQ(daemon_.stop(), 0);
    fs::copy(store_, daemon_.directory() / "backup.db");
    daemon_.start();
    make_templates(5);
    Subscriber subscriber(daemon_.endpoints());
    catch_up(subscriber);
    EXPECT_EQ(daemon_.stop(), 0);
    move_store(daemon_.directory() / "broken");
    fs::copy(daemon_.directory() / "backup.db", store_);
    accept_loss(daemon_);
    daemon_.start();
    const auto error = failure_of(subscriber);
    EXPECT_EQ(error.code, Code::conflict);
    EXPECT_THAT(error.message, HasSubstr(fmt::format("ends at {}", head())));
}

}  // namespace
}  // namespace hf::system_test
