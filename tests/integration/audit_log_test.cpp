#include "adapters/audit/audit_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "adapters/msgpack/msgpack_codec.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/support/remembering_log.hpp"

namespace hf::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FinishedCommand command(const std::string& id) {
    FinishedCommand finished;
    finished.at = {1'767'323'045'000'006};
    finished.type = "CancelRequest";
    finished.id = id;
    finished.outcome = "ok";
    return finished;
}

class AuditLogTest : public ::testing::Test {
protected:
    static std::vector<std::string> lines_of(const std::filesystem::path& file) {
        std::vector<std::string> lines;
        std::ifstream in(file);
        for (std::string line; std::getline(in, line);) lines.push_back(line);
        return lines;
    }
    // Waits for lines, which a thread of the log writes.
    template <class Condition>
    static void wait_until(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
            std::this_thread::sleep_for(std::chrono::milliseconds{1});
        }
    }
    static std::string id_in(const std::string& line) { return nlohmann::json::parse(line).at("id"); }

    MsgpackCodec codec;
    RememberingLog log;
    TemporaryDirectory directory;
    std::filesystem::path path = directory / "audit.jsonl";
};

TEST_F(AuditLogTest, WritesALineOfJsonForEachCommand) {
    {
        AuditLog audit(path, codec, log);
        auto full = command("c-1");
        full.client = "alice@head1 \"quoted\"\nand more";
        full.peer = "192.0.2.7";
        full.correlation_id = "job-1";
        full.duplicate = true;
        full.position = 7;
        full.events = 2;
        full.aggregates = {"request.req-1", "machine.m-1"};
        full.duration_us = 250;
        audit.finished(full);
        auto refused = command("c-2");
        refused.outcome = "validation_error";
        audit.finished(refused);
    }
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(nlohmann::json::parse(lines[0]),
              nlohmann::json::parse(
                  R"({"at": "2026-01-02T03:04:05.000006Z", "client": "alice@head1 \"quoted\"\nand more",
                      "peer": "192.0.2.7", "type": "CancelRequest", "id": "c-1", "correlation_id": "job-1",
                      "outcome": "ok", "duplicate": true, "position": 7, "events": 2,
                      "aggregates": ["request.req-1", "machine.m-1"], "duration_us": 250})"));
    EXPECT_EQ(lines[1],
              R"({"at":"2026-01-02T03:04:05.000006Z","type":"CancelRequest","id":"c-2","outcome":"validation_error",)"
              R"("events":0,"aggregates":[],"duration_us":0})");
    EXPECT_THAT(log.lines(), IsEmpty());
}

TEST_F(AuditLogTest, GoesOnWhereItWas) {
    for (const auto* id : {"c-1", "c-2"}) {
        AuditLog audit(path, codec, log);
        audit.finished(command(id));
    }
    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(id_in(lines[1]), "c-2");
}

TEST_F(AuditLogTest, MayBeReadByItsGroupAndByNobodyElse) {
    const auto mode_of = [](const std::filesystem::path& file) {
        struct stat status {};
        EXPECT_EQ(::stat(file.c_str(), &status), 0);
        return status.st_mode & 07777U;
    };
    const auto before = ::umask(0077);
    { const AuditLog audit(path, codec, log); }
    EXPECT_EQ(mode_of(path), 0640U);
    ::umask(before);
    // An existing file keeps the mode that its administrator gave it.
    std::filesystem::permissions(path, std::filesystem::perms{0600});
    { const AuditLog audit(path, codec, log); }
    EXPECT_EQ(mode_of(path), 0600U);
}

TEST_F(AuditLogTest, GoesOnInANewFileWhenTheOldOneWasMovedAway) {
    AuditLog audit(path, codec, log);
    audit.finished(command("c-1"));
    wait_until([&] { return audit.figures().written == 1; });
    const auto old = directory / "audit.jsonl.1";
    std::filesystem::rename(path, old);
    audit.finished(command("c-2"));
    wait_until([&] { return audit.figures().written == 2; });
    audit.reopen();
    audit.finished(command("c-3"));
    wait_until([&] { return audit.figures().written == 3; });
    ASSERT_EQ(lines_of(old).size(), 2U);
    ASSERT_EQ(lines_of(path).size(), 1U);
    EXPECT_EQ(id_in(lines_of(path)[0]), "c-3");
}

TEST_F(AuditLogTest, TakesNoMoreRoomThanItIsGiven) {
    const auto older = path.string() + ".older";
    AuditLog audit(path, codec, log, 10'000);
    std::uint64_t written = 0;
    for (int i = 0; i < 40; ++i) {
        for (int j = 0; j < 20; ++j) audit.finished(command(fmt::format("c-{}-{}", i, j)));
        written += 20;
        wait_until([&] { return audit.figures().written == written; });
        EXPECT_LE(std::filesystem::file_size(path), 10'000U);
    }
    EXPECT_LE(std::filesystem::file_size(older), 10'000U);
    EXPECT_GT(std::filesystem::file_size(older), 5'000U);
    EXPECT_EQ(id_in(lines_of(path).back()), "c-39-19");
    EXPECT_EQ(audit.figures().failed, 0U);
    EXPECT_THAT(log.lines(), IsEmpty());
}

TEST_F(AuditLogTest, KeepsTheOldFileWhenThereCanBeNoNewOne) {
    AuditLog audit(path, codec, log);
    const auto moved = directory / "moved";
    std::filesystem::create_directory(moved);
    std::filesystem::rename(path, moved / "audit.jsonl");
    std::filesystem::create_directory(path);
    audit.reopen();
    audit.finished(command("c-1"));
    wait_until([&] { return audit.figures().failed + audit.figures().written > 0; });
    EXPECT_EQ(lines_of(moved / "audit.jsonl").size(), 1U);
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("cannot open: Is a directory")));
}

TEST_F(AuditLogTest, DoesNotBeginWithoutAFile) {
    try {
        std::ofstream(directory / "file") << "no directory";
        const AuditLog audit(directory / "file" / "audit.jsonl", codec, log);
        FAIL() << "it began";
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(), HasSubstr("file/audit.jsonl: cannot open: Not a directory"));
    }
}

TEST_F(AuditLogTest, TellsOnceThatTheDiskIsFull) {
    AuditLog audit("/dev/full", codec, log);
    for (int i = 1; i <= 5; ++i) {
        audit.finished(command("c"));
        wait_until([&] { return audit.figures().failed == static_cast<std::uint64_t>(i); });
    }
    EXPECT_EQ(audit.figures().written, 0U);
    EXPECT_THAT(log.lines(), ElementsAre("audit log: /dev/full: cannot write: No space left on device; commands are "
                                         "carried out without it"));
}

TEST_F(AuditLogTest, GoesOnOnALineOfItsOwnWhenThereIsRoomAgain) {
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    AuditLog audit(path, codec, log);
    audit.finished(command("c-1"));
    wait_until([&] { return audit.figures().written == 1; });
    const auto size = std::filesystem::file_size(path);
    // Leave room for only a part of the next line.
    const rlimit little{size + 10, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
    audit.finished(command("c-2"));
    wait_until([&] { return audit.figures().failed == 1; });
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    audit.finished(command("c-3"));
    wait_until([&] { return audit.figures().written == 2; });

    const auto lines = lines_of(path);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(id_in(lines[0]), "c-1");
    EXPECT_EQ(lines[1].size(), 10U);
    EXPECT_EQ(id_in(lines[2]), "c-3");
    EXPECT_THAT(log.lines(), ElementsAre(HasSubstr("cannot write: File too large"),
                                         HasSubstr("is written again; 1 lines are missing in all")));
}

}  // namespace
}  // namespace hf::testing
