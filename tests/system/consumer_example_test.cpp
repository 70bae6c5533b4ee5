// examples/cpp/machine_usage counts each event once, although it is killed again and again.
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include <random>
#include <thread>

#include "tests/support/places.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

struct Usage {
    std::int64_t launched = 0;
    std::int64_t ended = 0;
    std::int64_t run_us = 0;
    bool operator==(const Usage&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Usage& usage) {
    return out << usage.launched << " launched, " << usage.ended << " ended, " << usage.run_us << " us";
}
using UsageByTemplate = std::map<std::string, Usage>;

class Consumer {
public:
    explicit Consumer(const RunningDaemon& daemon)
        : configuration_("HOSTFACTORY_CONFIG=" + daemon.configuration_file().string()),
          database_((daemon.directory() / "usage.db").string()) {
        start();
    }
    ~Consumer() { kill_hard(); }
    Consumer(const Consumer&) = delete;
    Consumer& operator=(const Consumer&) = delete;

    void start() {
        auto program = testing::built("machine_usage");
        char* const arguments[] = {program.data(), database_.data(), nullptr};
        char* const variables[] = {configuration_.data(), nullptr};
        ASSERT_EQ(posix_spawn(&pid_, program.c_str(), nullptr, nullptr, arguments, variables), 0);
    }
    void kill_hard() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }
    [[nodiscard]] bool running() const { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }

    using Row = std::vector<std::string>;
    [[nodiscard]] std::vector<Row> select(const std::string& sql) const {
        std::vector<Row> rows;
        sqlite3* db = nullptr;
        if (sqlite3_open_v2(database_.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
            sqlite3_busy_timeout(db, 10'000);
            const auto take = [](void* to, int count, char** values, char**) {
                static_cast<std::vector<Row>*>(to)->emplace_back(values, values + count);
                return 0;
            };
            sqlite3_exec(db, sql.c_str(), take, &rows, nullptr);
        }
        sqlite3_close(db);
        return rows;
    }
    [[nodiscard]] Position position() const {
        const auto rows = select("SELECT position FROM progress");
        return rows.empty() ? 0 : std::stoull(rows[0][0]);
    }
    [[nodiscard]] UsageByTemplate usage() const {
        UsageByTemplate usage;
        for (const auto& row : select("SELECT template_id, launched, ended, run_us FROM usage"))
            usage[row[0]] = {std::stoll(row[1]), std::stoll(row[2]), std::stoll(row[3])};
        return usage;
    }

private:
    std::string configuration_;
    std::string database_;
    pid_t pid_ = -1;
};

// The same counts, computed from the store in one go.
UsageByTemplate counted(const std::vector<RecordedEvent>& events) {
    UsageByTemplate usage;
    std::map<std::string, std::string> templates;
    std::map<std::string, Timestamp> started;
    for (const auto& recorded : events) {
        const auto event = restore(recorded, wire_codec()).event;
        if (const auto* launched = std::get_if<MachineLaunched>(&event)) {
            templates[recorded.stream] = launched->spec.template_id.value;
            ++usage[launched->spec.template_id.value].launched;
        }
        if (recorded.type == "MachineStarted") started.try_emplace(recorded.stream, recorded.time);
        if (recorded.type == "MachineTerminated" || recorded.type == "MachineFailed") {
            auto& its = usage[templates.at(recorded.stream)];
            ++its.ended;
            if (const auto since = started.find(recorded.stream); since != started.end())
                its.run_us += recorded.time.microseconds - since->second.microseconds;
        }
    }
    return usage;
}

TEST(MachineUsageExample, CountsEachEventOnceThoughItIsKilled) {
    RunningDaemon daemon({.settings = "log: {level: warn}"});
    auto client = daemon.client();
    for (const auto* id : {"small", "large"}) ASSERT_TRUE(client.command(template_called(id)));
    Consumer consumer(daemon);
    std::mt19937 random(4);
    for (int round = 0; round < 12; ++round) {
        const auto id = request_machines(client, round % 2 ? "small" : "large", 3);
        if (round % 3 == 0) {
            ASSERT_EQ(end_of(client, id), RequestStatus::complete);
            ReturnMachines back;
            back.request_id = id;
            ASSERT_TRUE(client.command(back));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 60));
        consumer.kill_hard();
        consumer.start();
        if (round == 6) {
            daemon.kill_hard();
            daemon.start();
        }
    }
    return_everything(client);
    Position last = 0;
    std::vector<RecordedEvent> events;
    ASSERT_TRUE(eventually([&] {
        const auto read = client.query(ReadEvents{.limit = 10'000, .categories = {{Category::machine}}});
        if (!read || read->result.has_more || read->result.events.empty()) return false;
        events = read->result.events;
        last = events.back().position;
        return consumer.position() == last;
    })) << "it is at "
        << consumer.position() << " of " << last;
    EXPECT_TRUE(consumer.running());
    EXPECT_EQ(consumer.usage(), counted(events));
    EXPECT_EQ(consumer.usage().at("small").launched, 18);
    EXPECT_EQ(consumer.usage().at("large").ended, 18);
}

}  // namespace
}  // namespace hf::system_test
