#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "adapters/systemd/start_notice.hpp"
#include "core/ports/start_progress.hpp"
#include "tests/support/temporary_directory.hpp"

namespace hf {
namespace {

using namespace std::chrono_literals;

// Plays systemd's part.
class ServiceNotifierTest : public ::testing::Test {
protected:
    void SetUp() override {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        ASSERT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    void TearDown() override {
        for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
        ::close(socket_);
    }
    [[nodiscard]] std::string told() const {
        std::array<char, 4096> text{};
        const auto size = ::recv(socket_, text.data(), text.size(), 0);
        return size < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(size));
    }

    ServiceNotifier systemd;

private:
    testing::TemporaryDirectory directory_;
    std::string path_ = directory_.file("notify");
    int socket_ = -1;
};

TEST_F(ServiceNotifierTest, AStartThatTakesLongSaysSo) {
    {
        StartProgress progress;
        const StartNotice notice(
            systemd, [&] { return progress.in_words(); }, 10ms);
        EXPECT_EQ(told(), "EXTEND_TIMEOUT_USEC=60000\nSTATUS=opening the store (0 s so far)");
        progress.begins("checking events", 5000);
        progress.comes_to(1200);
        std::string words;
        for (int i = 0; i < 1000 && words.find("1200") == std::string::npos; ++i) words = told();
        EXPECT_EQ(words, "EXTEND_TIMEOUT_USEC=60000\nSTATUS=checking events: 1200 of 5000 (24 %) (0 s so far)");
    }
    {
        const StartNotice short_one(
            systemd, [] { return std::string("reading"); }, 1h);
    }
}

TEST_F(ServiceNotifierTest, TellsTheLifeOfTheService) {
    systemd.status("replaying the events");
    EXPECT_EQ(told(), "STATUS=replaying the events");
    systemd.ready("12 templates");
    EXPECT_EQ(told(), fmt::format("READY=1\nMAINPID={}\nSTATUS=12 templates", ::getpid()));
    systemd.watchdog();
    EXPECT_EQ(told(), "WATCHDOG=1");
    systemd.stopping();
    EXPECT_EQ(told(), "STOPPING=1");
}

TEST_F(ServiceNotifierTest, LetsNoTextSetAnythingElse) {
    systemd.status("one\nWATCHDOG=trigger");
    EXPECT_EQ(told(), "STATUS=one WATCHDOG=trigger");
}

TEST_F(ServiceNotifierTest, KnowsTheWatchdog) {
    EXPECT_EQ(ServiceNotifier::watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(ServiceNotifier::watchdog_interval(), 30s);
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(ServiceNotifier::watchdog_interval(), std::nullopt);
    ::setenv("WATCHDOG_USEC", "soon", 1);
    ::unsetenv("WATCHDOG_PID");
    EXPECT_EQ(ServiceNotifier::watchdog_interval(), std::nullopt);
}

TEST_F(ServiceNotifierTest, DoesNothingWithoutSystemd) {
    ::unsetenv("NOTIFY_SOCKET");
    systemd.ready();
    systemd.status("alone");
    ::setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
    systemd.ready();
    systemd.stopping("alone");
}

}  // namespace
}  // namespace hf
