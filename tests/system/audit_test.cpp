// The audit log as an administrator reads it: who sent the daemon which command, when, and its outcome.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <zmq.hpp>

#include "tests/support/temporary_directory.hpp"
#include "tests/system/support/running_daemon.hpp"

namespace hf::system_test {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::vector<json> lines_of(const std::filesystem::path& file) {
    std::vector<json> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
    return lines;
}

void send_raw(const std::string& endpoint, const std::string& message) {
    zmq::context_t context(1);
    zmq::socket_t socket(context, zmq::socket_type::req);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::chrono::milliseconds(patience).count()));
    socket.connect(endpoint);
    socket.send(zmq::buffer(message), zmq::send_flags::none);
    zmq::message_t reply;
    EXPECT_TRUE(socket.recv(reply));
}

// The audit log is outside the daemon's directory, and does not exist before the daemon starts.
class Audited : public ::testing::Test {
protected:
    RunningDaemon::Options options(bool tcp = false) const {
        return {.settings = fmt::format("audit: {{path: {}}}", file().string()), .tcp = tcp};
    }
    [[nodiscard]] std::filesystem::path file() const { return directory_ / "audit.jsonl"; }

    testing::TemporaryDirectory directory_;
};

TEST_F(Audited, EveryCommandIsALineWhateverBecameOfIt) {
    RunningDaemon daemon(options());
    auto client = daemon.client();
    CallOptions as_job;
    as_job.correlation_id = "job-1";
    ASSERT_TRUE(client.command(template_called("small"), as_job));
    CallOptions again;
    again.id = "twice";
    EXPECT_FALSE(client.command(DeleteTemplate{TemplateId{"nowhere"}, ""}, again));
    EXPECT_FALSE(client.command(DeleteTemplate{TemplateId{"nowhere"}, ""}, again));
    EXPECT_FALSE(client.command("CreateTemplate", Encoded{"\x80"}));
    EXPECT_FALSE(client.command("Nonsense", Encoded{"\x80"}));
    ASSERT_TRUE(client.query(GetStatus{}));
    send_raw(daemon.endpoints().commands, "garbage");
    EXPECT_EQ(daemon.stop(), 0);

    const auto lines = lines_of(file());
    ASSERT_EQ(lines.size(), 6U);
    const auto& first = lines[0];
    EXPECT_EQ(first.at("type"), "CreateTemplate");
    EXPECT_EQ(first.at("outcome"), "ok");
    EXPECT_EQ(first.at("correlation_id"), "job-1");
    EXPECT_EQ(first.at("position"), 2);
    EXPECT_EQ(first.at("events"), 1);
    EXPECT_EQ(first.at("aggregates"), json::array({"template.small"}));
    EXPECT_THAT(first.at("client").get<std::string>(), MatchesRegex(".+@.+ hf_system_tests"));
    // At a Unix socket the kernel says who the peer is.
    EXPECT_THAT(first.at("peer").get<std::string>(), HasSubstr(fmt::format(":{}:{}:{}", getuid(), getgid(), getpid())));
    EXPECT_THAT(first.at("at").get<std::string>(), MatchesRegex("20[0-9-]+T[0-9:.]+Z"));

    std::vector<std::string> outcomes;
    for (const auto& line : lines) outcomes.push_back(line.at("outcome"));
    EXPECT_EQ(outcomes, (std::vector<std::string>{"ok", "template_not_found", "template_not_found", "validation_error",
                                                  "handler_not_found", "malformed"}));
    EXPECT_FALSE(lines[1].contains("duplicate"));
    EXPECT_EQ(lines[2].at("duplicate"), true);
    EXPECT_EQ(lines[2].at("id"), "twice");
    EXPECT_EQ(lines[5].at("id"), "");

    struct stat status {};
    ASSERT_EQ(::stat(file().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 07777U, 0640U);
}

TEST_F(Audited, OverTcpThePeerIsItsAddress) {
    RunningDaemon daemon(options(true));
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("small")));
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(lines_of(file()).at(0).at("peer"), "127.0.0.1");
}

TEST_F(Audited, ASignalBeginsANewFile) {
    RunningDaemon daemon(options());
    auto client = daemon.client();
    ASSERT_TRUE(client.command(template_called("a")));
    ASSERT_TRUE(eventually([&] { return lines_of(file()).size() == 1; }));
    const auto old = directory_ / "audit.jsonl.1";
    std::filesystem::rename(file(), old);
    ASSERT_EQ(::kill(daemon.pid(), SIGHUP), 0);
    // The daemon handles the signal at some later moment; until then lines go to the old file.
    int sent = 1;
    ASSERT_TRUE(eventually([&] {
        EXPECT_TRUE(client.command(template_called(fmt::format("t{}", ++sent))));
        return std::filesystem::exists(file());
    }));
    EXPECT_EQ(daemon.stop(), 0);
    EXPECT_EQ(lines_of(old).size() + lines_of(file()).size(), static_cast<std::size_t>(sent));
    EXPECT_GE(lines_of(file()).size(), 1U);
}

TEST(AuditedOnAFullDisk, CommandsAreCarriedOutAllTheSame) {
    RunningDaemon daemon({.settings = "audit: {path: /dev/full}"});
    auto client = daemon.client();
    for (const auto* id : {"a", "b", "c"}) ASSERT_TRUE(client.command(template_called(id)));
    ASSERT_TRUE(eventually([&] { return client.query(GetStatistics{})->result.audit->failed == 3; }));
    EXPECT_EQ(client.query(GetStatistics{})->result.audit->written, 0U);
    EXPECT_EQ(daemon.stop(), 0);
    const auto log = daemon.log();
    const auto told = log.find("audit log: /dev/full: cannot write");
    ASSERT_NE(told, std::string::npos);
    EXPECT_EQ(log.find("audit log", told + 1), std::string::npos) << "it is reported once";
}

}  // namespace
}  // namespace hf::system_test
